package org.marsad.server.cli;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Files as they were before they were packed: gzip and zstd are known by their first bytes. */
final class Unpacked {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1f8b;
  private static final int ZSTD = 0x28b52ffd;

  private Unpacked() {}

  static InputStream of(InputStream packed) throws IOException {
    var in = new BufferedInputStream(packed, BUFFER);
    in.mark(Integer.BYTES);
    byte[] first = in.readNBytes(Integer.BYTES);
    in.reset();
    int magic = 0;
    for (byte b : first) {
      magic = magic << 8 | b & 0xff;
    }
    if (first.length == Integer.BYTES && magic == ZSTD) {
      return new ZstdInputStream(in);
    }
    return first.length == Integer.BYTES && magic >>> 16 == GZIP
        ? new GZIPInputStream(in, BUFFER)
        : in;
  }
}
