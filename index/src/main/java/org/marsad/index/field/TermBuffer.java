package org.marsad.index.field;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of one field of one document, as a stream Lucene can read. Filled, read and cleared
 * over and over without making objects. One thread.
 */
final class TermBuffer extends TokenStream {
  private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef term = new BytesRef();
  private byte[] bytes = new byte[4096];
  private int length;
  private int[] ends = new int[64];

  /** Before each term how many places are left free. */
  private int[] free = new int[64];

  private int count;
  private int leftOut;
  private int next;

  void clear() {
    length = 0;
    count = 0;
    leftOut = 0;
    next = 0;
  }

  /** Adds to the term that is being built. */
  TermBuffer add(byte[] source, int from, int size) {
    ensure(size);
    System.arraycopy(source, from, bytes, length, size);
    length += size;
    return this;
  }

  TermBuffer add(byte[] source) {
    return add(source, 0, source.length);
  }

  /** Adds ASCII without its case; false, and nothing added, if there is anything else in it. */
  boolean addFolded(byte[] source, int from, int to) {
    ensure(to - from);
    int at = length;
    for (int i = from; i < to; i++) {
      byte b = source[i];
      if (b < 0) {
        return false;
      }
      bytes[at++] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
    length = at;
    return true;
  }

  TermBuffer add(byte b) {
    ensure(1);
    bytes[length++] = b;
    return this;
  }

  /** Adds a number so that terms sort as numbers do. */
  TermBuffer addSortable(long value) {
    ensure(Long.BYTES);
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (flipped >>> shift);
    }
    return this;
  }

  /** Ends the term. */
  void finish() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      free = Arrays.copyOf(free, count * 2);
    }
    free[count] = leftOut;
    leftOut = 0;
    ends[count++] = length;
  }

  /** Leaves places free before the next term. */
  void leaveOut(int places) {
    leftOut += places;
  }

  /** What there is of the term that is being built; valid until more is added. */
  BytesRef unfinished(BytesRef into) {
    int start = count == 0 ? 0 : ends[count - 1];
    into.bytes = bytes;
    into.offset = start;
    into.length = length - start;
    return into;
  }

  /** Forgets the term that is being built. */
  void drop() {
    length = count == 0 ? 0 : ends[count - 1];
  }

  private void ensure(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  @Override
  public boolean incrementToken() {
    if (next == count) {
      return false;
    }
    // Lucene leaves the position increment at 0 when it ends a stream.
    clearAttributes();
    if (free[next] > 0) {
      increment.setPositionIncrement(1 + free[next]);
    }
    int start = next == 0 ? 0 : ends[next - 1];
    term.bytes = bytes;
    term.offset = start;
    term.length = ends[next++] - start;
    attribute.setBytesRef(term);
    return true;
  }

  @Override
  public void reset() {
    next = 0;
  }
}
