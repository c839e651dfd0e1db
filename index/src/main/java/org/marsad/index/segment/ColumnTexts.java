package org.marsad.index.segment;

import org.apache.lucene.util.BytesRef;

/** The distinct values of a column of texts, in their order. Nobody changes it. */
final class ColumnTexts {
  static final ColumnTexts NONE = new ColumnTexts(new byte[0], new int[0], new int[0]);

  private final byte[] bytes;
  private final int[] starts;
  private final int[] lengths;

  /**
   * Values that lie somewhere in these bytes.
   *
   * @param starts where each begins
   */
  ColumnTexts(byte[] bytes, int[] starts, int[] lengths) {
    this.bytes = bytes;
    this.starts = starts;
    this.lengths = lengths;
  }

  /** Those of a dictionary. */
  static ColumnTexts of(Dictionary values, int[] ids, int count) {
    var starts = new int[count];
    var lengths = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = values.from(ids[i]);
      lengths[i] = values.length(ids[i]);
    }
    return new ColumnTexts(values.pool(), starts, lengths);
  }

  int size() {
    return starts.length;
  }

  /** Points at a value. */
  void get(int place, BytesRef value) {
    value.bytes = bytes;
    value.offset = starts[place];
    value.length = lengths[place];
  }
}
