package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;

/**
 * A structure that events of a block share, see {@link RowCutter}, with the numbers that fields
 * have in the block. Its <em>slots</em> are its pieces, and then the values that lie outside.
 * Immutable.
 */
final class Shape {
  /** Stands where otherwise the field of a piece does; which it is a copy of follows. */
  private static final int COPY = 1;

  final int pieces;
  final int slots;

  /** Of each slot the column that has it, see {@link #column}. */
  final int[] columns;

  /** Of each slot the one that has its bytes: itself, but for copies. */
  final int[] sources;

  /** Of each value its field. */
  final int[] fields;

  /** Of each value its kind, and where it lies. */
  final byte[] kinds;

  final byte[] where;

  /** Of each value its first piece; of one that lies outside, its slot. */
  final int[] from;

  /** Of each value the piece behind its last. */
  final int[] to;

  private Shape(
      int pieces,
      int[] columns,
      int[] sources,
      int[] fields,
      byte[] kinds,
      byte[] where,
      int[] from,
      int[] to) {
    this.pieces = pieces;
    this.sources = sources;
    this.slots = columns.length;
    this.columns = columns;
    this.fields = fields;
    this.kinds = kinds;
    this.where = where;
    this.from = from;
    this.to = to;
  }

  /** The column of a piece: 0 for glue, two for each field, of whole values and of parts. */
  static int column(int owner) {
    return owner == RowCutter.GLUE ? 0 : owner - 1;
  }

  static int wholeColumn(int field) {
    return field * 2 + 1;
  }

  static int columns(int fields) {
    return fields * 2 + 1;
  }

  int values() {
    return fields.length;
  }

  /** Writes a structure whose fields have these numbers in the block. */
  static void write(int[] structure, int[] numbers, Bytes out) {
    int pieces = structure[0];
    int values = structure[1];
    out.varint(pieces);
    out.varint(values);
    for (int i = 0; i < pieces; i++) {
      int owner = structure[2 + i];
      int copied = RowCutter.copied(owner);
      if (copied >= 0) {
        out.varint(COPY);
        out.varint(copied);
      } else {
        out.varint(
            owner == RowCutter.GLUE ? 0 : numbers[(owner - 2) >> 1] * 2 + 2 + ((owner - 2) & 1));
      }
    }
    int at = 2 + pieces;
    int last = 0;
    for (int i = 0; i < values; i++) {
      int value = structure[at++];
      out.varint((long) numbers[value >>> 4] << 4 | value & 15);
      if ((value & 3) != RowCutter.OUTSIDE) {
        int from = structure[at++];
        int to = structure[at++];
        out.zigzag(from - last);
        out.varint(to - from);
        last = to;
      }
    }
  }

  static Shape read(Input in, int fields) throws IOException {
    int pieces = in.count(RowCutter.MAX_PIECES);
    int values = in.count(RowCutter.MAX_SLICES);
    if (pieces > in.left() || values > in.left()) {
      throw Input.corrupt("a structure is longer than the block");
    }
    var owners = new int[pieces + values];
    var sources = new int[pieces + values];
    Arrays.setAll(sources, i -> i);
    for (int i = 0; i < pieces; i++) {
      int owner = in.count(fields * 2 + 1);
      if (owner == COPY) {
        sources[i] = in.count(pieces - 1);
      } else {
        owners[i] = column(owner);
      }
    }
    for (int i = 0; i < pieces; i++) {
      if (sources[sources[i]] != sources[i]) {
        throw Input.corrupt("a copy of a copy");
      }
    }
    var shape =
        new Shape(
            pieces,
            owners,
            sources,
            new int[values],
            new byte[values],
            new byte[values],
            new int[values],
            new int[values]);
    int slots = pieces;
    long last = 0;
    for (int i = 0; i < values; i++) {
      long value = in.varint();
      long field = value >>> 4;
      if (field >= fields || (value & 3) > RowCutter.OUTSIDE || (value >> 2 & 3) > 2) {
        throw Input.corrupt("an unknown kind of value");
      }
      shape.fields[i] = (int) field;
      shape.kinds[i] = (byte) (value >> 2 & 3);
      shape.where[i] = (byte) (value & 3);
      if (shape.where[i] == RowCutter.OUTSIDE) {
        owners[slots] = wholeColumn((int) field);
        shape.from[i] = slots++;
        continue;
      }
      long from = last + in.zigzag();
      if (from < 0 || from > pieces) {
        throw Input.corrupt("a value that begins nowhere");
      }
      shape.from[i] = (int) from;
      last = from + in.count(pieces - (int) from);
      shape.to[i] = (int) last;
    }
    return new Shape(
        pieces,
        Arrays.copyOf(owners, slots),
        Arrays.copyOf(sources, slots),
        shape.fields,
        shape.kinds,
        shape.where,
        shape.from,
        shape.to);
  }
}
