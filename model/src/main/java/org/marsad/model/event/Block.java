package org.marsad.model.event;

import java.util.Arrays;

/**
 * The bytes of a batch while it is built: a block of its own, or the room behind what lies in that
 * of another batch. Grows as it must. One thread.
 */
final class Block {
  private static final byte[] NOTHING = {};
  private static final int MOST = Integer.MAX_VALUE - 16;

  private final Usual usual = new Usual(0);
  private byte[] bytes = NOTHING;
  private int length;
  private boolean isOwn = true;
  private int lastLength;

  byte[] bytes() {
    return bytes;
  }

  /** How many bytes are in use, from the first on. */
  int length() {
    return length;
  }

  /** Goes on in the block of frames, if nobody else does; whether it does. */
  boolean adopt(RawBatch frames) {
    if (!frames.takeRoom()) {
      return false;
    }
    bytes = frames.bytes();
    length = frames.length();
    isOwn = false;
    return true;
  }

  /** Goes on behind what was handed over last. */
  void goOnIn(byte[] last) {
    bytes = last;
    length = lastLength;
    isOwn = false;
  }

  /** Begins anew in the memory of what was handed over. */
  void reuse(byte[] last) {
    bytes = last;
  }

  /** Hands the bytes over and begins anew. */
  byte[] take() {
    byte[] taken = bytes;
    usual.saw(isOwn ? length : 0);
    lastLength = length;
    bytes = NOTHING;
    length = 0;
    isOwn = true;
    return taken;
  }

  /** Copies bytes in and returns where they start. */
  int append(byte[] source, int offset, int count) {
    int at = claim(count);
    System.arraycopy(source, offset, bytes, at, count);
    return at;
  }

  /** Makes room for {@code count} bytes at the returned offset. */
  int claim(int count) {
    if (count > bytes.length - length) {
      grow(count);
    }
    int at = length;
    length += count;
    return at;
  }

  private void grow(int count) {
    if (count > MOST - length) {
      throw new IllegalArgumentException("a batch holds less than 2 GiB");
    }
    long wanted =
        bytes.length == 0
            ? Math.max(count, usual.size())
            : Math.max(length + (long) count, length + (length >> 1) + 256L);
    bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, MOST));
  }

  /** Gives the last {@code count} claimed bytes back. */
  void release(int count) {
    if (count < 0 || count > length) {
      throw new IllegalArgumentException("cannot release " + count + " of " + length);
    }
    length -= count;
  }

  /** Throws if not all of [offset, offset + count) is in use. */
  void check(int offset, int count) {
    if (offset < 0 || count < 0 || offset > length - count) {
      throw new IndexOutOfBoundsException("[" + offset + ", +" + count + ") of " + length);
    }
  }
}
