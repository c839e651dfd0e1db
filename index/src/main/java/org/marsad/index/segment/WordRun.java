package org.marsad.index.segment;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Words that were met in an event, without case, until they are looked up side by side. One thread.
 */
final class WordRun {
  private static final int PADDING = 8;

  private byte[] folded = new byte[1_024];
  private int[] ends = new int[64];
  private long[] hashes = new long[64];
  private int count;

  /** Adds [from, to); false if there is anything but ASCII in it. */
  boolean add(byte[] bytes, int from, int to) {
    int start = count == 0 ? 0 : ends[count - 1];
    int end = start + to - from;
    if (end + PADDING > folded.length) {
      folded = Arrays.copyOf(folded, Math.max(end + PADDING, folded.length * 2));
    }
    if (!Bytes.fold(bytes, from, to, folded, start)) {
      return false;
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    hashes[count] = Bytes.hash(SegmentBuilder.WORD, folded, start, end);
    ends[count++] = end;
    return true;
  }

  /** Hands over the numbers of all, new ones where they are new, and forgets them. */
  void each(Dictionary terms, IntConsumer number) {
    terms.touch(hashes, count);
    int start = 0;
    for (int i = 0; i < count; i++) {
      number.accept(terms.add(hashes[i], SegmentBuilder.WORD, folded, start, ends[i]));
      start = ends[i];
    }
    count = 0;
  }
}
