package org.marsad.collector.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;

/** Packs blocks with zstd where it pays. One thread. */
final class BlockPacker implements Closeable {
  /** Blocks shorter than this stay as they are. */
  private static final int MIN_BLOCK = 256;

  private static final int LEVEL = 1;
  private static final int KEPT = 1 << 20;

  private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
  private byte[] packed = new byte[0];

  /** Packs [0, length) of a block and returns how many bytes that gave; 0 if it did not pay. */
  int pack(byte[] block, int length) {
    if (length < MIN_BLOCK) {
      return 0;
    }
    int bound = (int) Zstd.compressBound(length);
    if (packed.length < bound || packed.length > KEPT && bound <= KEPT) {
      packed = new byte[Math.max(bound, 1 << 16)];
    }
    int size = zstd.compressByteArray(packed, 0, packed.length, block, 0, length);
    return size < length - (length >> 4) ? size : 0;
  }

  /** The bytes that {@link #pack} gave, from 0 on. */
  byte[] packed() {
    return packed;
  }

  @Override
  public void close() {
    zstd.close();
  }
}
