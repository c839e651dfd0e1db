package org.marsad.index.block;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks what zstd packed. What zstd needs for that is large and made anew by its short calls, so
 * a few are kept and used in turn. Thread-safe.
 */
final class Unpacker {
  /** How many are kept; whoever finds none makes one. */
  private static final int KEPT = 16;

  private static final BlockingQueue<ZstdDecompressCtx> IDLE = new ArrayBlockingQueue<>(KEPT);

  private Unpacker() {}

  /**
   * Unpacks a part of some bytes into others, all of which are filled.
   *
   * @param after what it was packed after, if it was
   * @return how long it became
   * @throws ZstdException if it is corrupt
   */
  static int unpack(byte[] from, int at, int size, byte[] to, @Nullable ZstdDictDecompress after) {
    ZstdDecompressCtx idle = IDLE.poll();
    ZstdDecompressCtx context = idle == null ? new ZstdDecompressCtx() : idle;
    boolean good = false;
    try {
      if (after != null) {
        context.loadDict(after);
      }
      int length = context.decompressByteArray(to, 0, to.length, from, at, size);
      // It forgets what it unpacked after.
      context.reset();
      good = IDLE.offer(context);
      return length;
    } finally {
      if (!good) {
        context.close();
      }
    }
  }
}
