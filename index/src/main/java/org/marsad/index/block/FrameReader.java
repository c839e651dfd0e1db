package org.marsad.index.block;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.EventCodec;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;

/**
 * One frame of a block, read as far as somebody asks: a column is read when one of its values is
 * wanted. Thread-safe.
 */
final class FrameReader {
  /** The most bytes of an event that is put together. */
  private static final int MAX_EVENT = 1 << 28;

  private static final int MAX_FIELDS = 1 << 20;

  private static final int IN_COLUMN = -1;
  private static final int COPY = -2;
  private static final int DIGITS = -3;

  /** Of how many rows the place in the order of ids is looked for one by one. */
  private static final int FEW = 4;

  private final int rows;
  private final byte[] plain;

  // Of a frame without columns
  private int[] eventStarts = {};
  private int[] eventEnds = {};

  // Of one with columns
  private int[] nameStarts = {};
  private int[] nameEnds = {};
  private Origin[] origins = {};
  private Shape[] shapes = {};
  private int[] originOf = {};
  private int[] shapeOf = {};
  private int[] rankOf = {};
  private int[] byShape = {};
  private int[] shapeStarts = {};
  private long[] ids = {};
  private Numbers timestamps = Numbers.NONE;

  // When events were received and taken over, in the order of ids.
  private Numbers received = Numbers.NONE;
  private Numbers indexed = Numbers.NONE;

  private volatile int @Nullable [] idPlaces;
  private int asked;

  /** Of each slot of a structure: where its value lies if all have the same, else negative. */
  private int[][] sameStarts = {};

  /**
   * How long that is; else the place of its first value in the column, or which of the slots with
   * digits it is.
   */
  private int[][] sameLengths = {};

  private int textsBegin;
  private @Nullable ColumnPlace[] places = {};
  private AtomicReferenceArray<@Nullable Column> columns = new AtomicReferenceArray<>(0);

  /** The bytes that the frame lies in; its bits end here. */
  private byte[] packed = {};

  private int packedEnd;
  private Outline outline = Outline.NONE;
  private final HexTable table;
  private volatile @Nullable Ids fieldIds;

  private FrameReader(int rows, byte[] plain, HexTable table) {
    this.rows = rows;
    this.table = table;
    this.plain = plain;
  }

  /**
   * Reads the head of a frame and checks its sum. It needs the bytes as long as it is read.
   *
   * @param after what texts are compressed after
   * @param table what values of the segment point at
   */
  static FrameReader open(Input in, After after, HexTable table) throws IOException {
    try {
      return read(FrameHead.read(in), in.array(), after, table);
    } catch (ZstdException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw new IOException("a block of events is corrupt: " + e.getMessage(), e);
    }
  }

  /** What the text of a frame is compressed after, as its kind says. */
  @FunctionalInterface
  interface After {
    /**
     * What texts of frames of a kind are compressed after.
     *
     * @throws IOException if there is no such kind, or what they are compressed after is missing
     */
    @Nullable ZstdDictDecompress of(byte kind) throws IOException;
  }

  private static FrameReader read(FrameHead head, byte[] bytes, After after, HexTable table)
      throws IOException {
    byte[] plain = head.text(after.of(head.kind));
    var frame = new FrameReader(head.rows, plain, table);
    if (head.kind == FrameWriter.PLAIN) {
      frame.readEvents();
    } else {
      frame.packed = bytes;
      frame.packedEnd = head.digits;
      Input bits = head.bits();
      frame.outline = head.outline(bits);
      frame.readHead(new Input(plain, 0, head.headLength), bits, head.headLength, head.aboutLength);
    }
    return frame;
  }

  private void readEvents() throws IOException {
    var in = new Input(plain, 0, plain.length);
    eventStarts = new int[rows];
    eventEnds = new int[rows];
    for (int row = 0; row < rows; row++) {
      eventStarts[row] = in.skip(in.count(in.left()));
      eventEnds[row] = in.at();
    }
  }

  private void readHead(Input in, Input bits, int headLength, int aboutLength) throws IOException {
    nameStarts = new int[in.count(Math.min(MAX_FIELDS, in.left()))];
    nameEnds = new int[nameStarts.length];
    for (int i = 0; i < nameStarts.length; i++) {
      nameStarts[i] = in.skip(in.count(in.left()));
      nameEnds[i] = in.at();
    }
    origins = new Origin[in.count(rows)];
    for (int i = 0; i < origins.length; i++) {
      Transport transport = Transport.of(in.next());
      origins[i] = new Origin(text(in), transport, text(in), text(in), text(in));
    }
    originOf = Longs.ordinals(rows, origins.length, in, bits);
    shapes = new Shape[outline.structures];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = Shape.read(in, nameStarts.length);
    }
    shapeOf = outline.shapeOf;
    ids = Longs.read(rows, in, bits);
    timestamps = Numbers.read(rows, in, bits);
    received = Numbers.read(rows, in, bits);
    indexed = Numbers.read(rows, in, bits);
    int[] counts = outline.events;
    var ranks = new int[shapes.length];
    rankOf = new int[rows];
    for (int row = 0; row < rows; row++) {
      rankOf[row] = ranks[shapeOf[row]]++;
    }
    shapeStarts = new int[shapes.length + 1];
    for (int i = 0; i < shapes.length; i++) {
      shapeStarts[i + 1] = shapeStarts[i] + counts[i];
    }
    byShape = new int[rows];
    for (int row = 0; row < rows; row++) {
      byShape[shapeStarts[shapeOf[row]] + rankOf[row]] = row;
    }
    readSlots(in, counts, headLength + aboutLength);
    readPlaces(in, headLength, headLength + aboutLength, bits.at());
  }

  private static String text(Input in) throws IOException {
    int length = in.count(in.left());
    int at = in.skip(length);
    return new String(in.array(), at, length, StandardCharsets.UTF_8);
  }

  /** Where the value of each slot is: among what all have the same, or in a column. */
  private void readSlots(Input in, int[] counts, int sameBegin) throws IOException {
    sameStarts = new int[shapes.length][];
    sameLengths = new int[shapes.length][];
    places = new ColumnPlace[Shape.columns(nameStarts.length)];
    int same = sameBegin;
    for (int i = 0; i < shapes.length; i++) {
      sameStarts[i] = new int[shapes[i].slots];
      sameLengths[i] = new int[shapes[i].slots];
    }
    for (int i = 0; i < outline.slots.length; i++) {
      sameStarts[outline.shapes[i]][outline.slots[i]] = DIGITS;
      sameLengths[outline.shapes[i]][outline.slots[i]] = i;
    }
    for (int i = 0; i < shapes.length; i++) {
      int slots = shapes[i].slots;
      for (int slot = 0; slot < slots; slot++) {
        if (shapes[i].sources[slot] != slot) {
          sameStarts[i][slot] = COPY;
          continue;
        }
        if (sameStarts[i][slot] == DIGITS) {
          continue;
        }
        int length = in.count(plain.length - same + 1) - 1;
        if (length >= 0) {
          sameStarts[i][slot] = same;
          sameLengths[i][slot] = length;
          same += length;
          continue;
        }
        int column = shapes[i].columns[slot];
        ColumnPlace place = places[column];
        if (place == null) {
          place = new ColumnPlace();
          places[column] = place;
        }
        sameStarts[i][slot] = IN_COLUMN;
        sameLengths[i][slot] = place.count;
        place.add(i, counts[i]);
      }
    }
    textsBegin = same;
  }

  private void readPlaces(Input in, int aboutBegin, int aboutEnd, int packedBegin)
      throws IOException {
    int about = aboutBegin;
    int text = textsBegin;
    int bits = packedBegin;
    for (ColumnPlace place : places) {
      if (place == null) {
        continue;
      }
      place.about = about;
      place.aboutLength = in.count(aboutEnd - about);
      about += place.aboutLength;
      place.text = text;
      place.textLength = in.count(plain.length - text);
      text += place.textLength;
      place.bits = bits;
      place.bitsLength = in.count(packedEnd - bits);
      bits += place.bitsLength;
    }
    columns = new AtomicReferenceArray<>(places.length);
  }

  /** What other frames may be compressed after if this is the first; null if it has no text. */
  byte @Nullable [] text() {
    return isPlain() ? null : Arrays.copyOf(plain, Math.min(plain.length, FrameWriter.DICTIONARY));
  }

  int rows() {
    return rows;
  }

  private boolean isPlain() {
    return eventStarts.length > 0;
  }

  int shape(int row) {
    return shapeOf[row];
  }

  /** The place of a row among those of its structure. */
  int rank(int row) {
    return rankOf[row];
  }

  long id(int row) {
    return ids[row];
  }

  long timestamp(int row) {
    return timestamps.get(row);
  }

  long received(int row) {
    return received.get(idPlace(row));
  }

  long indexed(int row) {
    return indexed.get(idPlace(row));
  }

  private int idPlace(int row) {
    int[] known = idPlaces;
    if (known == null) {
      // Two threads may count as one; that costs little.
      if (++asked <= FEW) {
        return IdOrder.place(ids, row);
      }
      known = IdOrder.places(ids);
      idPlaces = known;
    }
    return known[row];
  }

  /** Which of the origins a row has. */
  int origin(int row) {
    return originOf[row];
  }

  List<Origin> origins() {
    return List.of(origins);
  }

  Outline outline() {
    return outline;
  }

  /** About how much memory it takes now. */
  long ramBytes() {
    long bytes = plain.length + 64L * rows;
    for (int i = 0; i < columns.length(); i++) {
      Column column = columns.get(i);
      bytes += column == null ? 0 : column.ramBytes();
    }
    return bytes;
  }

  /** Whether a structure is this one. */
  boolean hasStructure(int number, int[] structure, Schema schema) {
    Shape shape = shapes[number];
    if (shape.pieces != structure[0] || shape.values() != structure[1]) {
      return false;
    }
    int at = 2 + structure[0];
    for (int i = 0; i < shape.values(); i++) {
      int value = structure[at++];
      if (shape.kinds[i] != (value >> 2 & 3)
          || shape.where[i] != (value & 3)
          || !name(shape.fields[i]).equals(schema.field(value >>> 4).name())) {
        return false;
      }
      if (shape.where[i] != RowCutter.OUTSIDE
          && (shape.from[i] != structure[at++] || shape.to[i] != structure[at++])) {
        return false;
      }
    }
    return true;
  }

  /** Whether all events of a structure have this in a slot, as it is written once for them. */
  boolean isSame(int shape, int slot, byte[] bytes, int from, int length) {
    int start = sameStarts[shape][slot];
    return start >= 0
        && Arrays.equals(
            plain, start, start + sameLengths[shape][slot], bytes, from, from + length);
  }

  /** Whether the events of a structure have in a slot what they have in another. */
  boolean isCopy(int shape, int slot, int of) {
    return sameStarts[shape][slot] == COPY && shapes[shape].sources[slot] == of;
  }

  /** Whether a column has what the events of a structure have in a slot, from this value on. */
  boolean isIn(int shape, int slot, int column, int first) {
    return sameStarts[shape][slot] == IN_COLUMN
        && shapes[shape].columns[slot] == column
        && sameLengths[shape][slot] == first;
  }

  /** Whether the values of a column are these, see {@link Column#holds}. */
  boolean holds(
      int column, byte[] bytes, int[] starts, int[] lengths, int first, int count, Bytes scratch)
      throws IOException {
    ColumnPlace place = places[column];
    return place != null
        && place.count == count
        && column(column).holds(bytes, starts, lengths, first, count, scratch);
  }

  private Column column(int number) throws IOException {
    Column known = columns.get(number);
    if (known != null) {
      return known;
    }
    ColumnPlace place = requireNonNull(places[number]);
    Column column =
        Column.read(
            place.count,
            value -> time(place, value),
            table,
            before -> before(before, number),
            new Input(plain, place.about, place.aboutLength),
            new Input(plain, place.text, place.textLength),
            new Input(packed, place.bits, place.bitsLength));
    columns.set(number, column);
    return column;
  }

  private Column before(int number, int behind) throws IOException {
    ColumnPlace place = number < behind ? places[number] : null;
    if (place == null
        || place.aboutLength == 0
        || (plain[place.about] & ColumnWriter.LIKE_ANOTHER) != 0) {
      throw Input.corrupt("a column like one that is not before it, or is like a third");
    }
    return column(number);
  }

  /** The time of the event of a value. */
  private long time(ColumnPlace place, int value) {
    int rank = value;
    int slot = 0;
    while (rank >= place.events[slot]) {
      rank -= place.events[slot++];
    }
    return timestamps.get(byShape[shapeStarts[place.shapes[slot]] + rank]);
  }

  /**
   * Puts an event into a batch as its next row.
   *
   * @param wanted the ids of the fields to put in, without the original, or null for all of it
   */
  void row(int row, EventBatch.Builder batch, @Nullable BitSet wanted) throws IOException {
    try {
      if (isPlain()) {
        int start = eventStarts[row];
        EventCodec.decode(new BytesRef(plain, start, eventEnds[row] - start), batch);
      } else if (wanted == null) {
        whole(row, batch);
      } else {
        some(row, batch, wanted);
      }
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw new IOException("a block of events is corrupt: " + e.getMessage(), e);
    }
  }

  private void whole(int row, EventBatch.Builder batch) throws IOException {
    Shape shape = shapes[shapeOf[row]];
    int start = batch.length();
    var cuts = new int[shape.pieces + 1];
    var scratch = new Bytes();
    for (int piece = 0; piece < shape.pieces; piece++) {
      cuts[piece] = batch.length();
      append(row, piece, batch, scratch);
      if (batch.length() - start > MAX_EVENT) {
        throw Input.corrupt("an event is too long");
      }
    }
    int end = batch.length();
    cuts[shape.pieces] = end;
    begin(row, batch, start, end - start);
    Ids fields = fieldIds(batch.schema());
    for (int value = 0; value < shape.values(); value++) {
      int from = shape.from[value];
      int offset;
      int length;
      switch (shape.where[value]) {
        case RowCutter.INSIDE -> {
          offset = cuts[from];
          length = cuts[shape.to[value]] - offset;
        }
        case RowCutter.ESCAPED -> {
          scratch.clear();
          unescape(batch.bytes(), cuts[from], cuts[shape.to[value]], scratch);
          length = scratch.length();
          offset = batch.append(scratch.array(), 0, length);
        }
        default -> {
          offset = batch.length();
          append(row, from, batch, scratch);
          length = batch.length() - offset;
        }
      }
      add(batch, fields, shape, value, offset, length);
    }
    batch.end();
  }

  private static void unescape(byte[] json, int from, int to, Bytes text) throws IOException {
    if (!JsonEscapes.unescape(json, from, to, text)) {
      throw Input.corrupt("a string that is none");
    }
  }

  private void some(int row, EventBatch.Builder batch, BitSet wanted) throws IOException {
    Shape shape = shapes[shapeOf[row]];
    begin(row, batch, batch.length(), 0);
    var scratch = new Bytes();
    Ids fields = fieldIds(batch.schema());
    for (int value = 0; value < shape.values(); value++) {
      int field = id(fields, shape.fields[value]);
      if (!wanted.get(field == Schema.NONE ? Fields.OVERFLOW.id() : field)) {
        continue;
      }
      int offset = batch.length();
      int from = shape.from[value];
      switch (shape.where[value]) {
        case RowCutter.INSIDE -> append(row, from, shape.to[value], batch, scratch);
        case RowCutter.ESCAPED -> {
          var raw = new Bytes();
          for (int piece = from; piece < shape.to[value]; piece++) {
            copy(row, piece, raw);
          }
          scratch.clear();
          unescape(raw.array(), 0, raw.length(), scratch);
          batch.append(scratch.array(), 0, scratch.length());
        }
        default -> append(row, from, batch, scratch);
      }
      add(batch, fields, shape, value, offset, batch.length() - offset);
    }
    batch.end();
  }

  private void begin(int row, EventBatch.Builder batch, int offset, int length) {
    batch
        .begin(ids[row], received(row), origins[originOf[row]], offset, length)
        .timestamp(timestamp(row))
        .indexed(indexed(row));
  }

  private void add(
      EventBatch.Builder batch, Ids fields, Shape shape, int value, int offset, int length) {
    int field = id(fields, shape.fields[value]);
    if (field == Schema.NONE) {
      String text = new String(batch.bytes(), offset, length, StandardCharsets.UTF_8);
      batch.add(Fields.OVERFLOW, name(shape.fields[value]) + "=" + text);
    } else {
      batch.add(field, ValueKind.of(shape.kinds[value]), offset, length);
    }
  }

  private void append(int row, int from, int to, EventBatch.Builder batch, Bytes scratch)
      throws IOException {
    int start = batch.length();
    for (int piece = from; piece < to; piece++) {
      append(row, piece, batch, scratch);
      if (batch.length() - start > MAX_EVENT) {
        throw Input.corrupt("a value is too long");
      }
    }
  }

  private void append(int row, int of, EventBatch.Builder batch, Bytes scratch) throws IOException {
    int shape = shapeOf[row];
    int slot = shapes[shape].sources[of];
    int start = sameStarts[shape][slot];
    if (start >= 0) {
      batch.append(plain, start, sameLengths[shape][slot]);
      return;
    }
    if (start == DIGITS) {
      scratch.clear();
      digits(row, sameLengths[shape][slot], scratch);
      batch.append(scratch.array(), 0, scratch.length());
      return;
    }
    Column column = column(shapes[shape].columns[slot]);
    int index = sameLengths[shape][slot] + rankOf[row];
    column.add(index, batch, scratch);
  }

  /** Adds what an event has in a slot. */
  void copy(int row, int of, Bytes to) throws IOException {
    int shape = shapeOf[row];
    int slot = shapes[shape].sources[of];
    int start = sameStarts[shape][slot];
    if (start >= 0) {
      to.add(plain, start, sameLengths[shape][slot]);
      return;
    }
    if (start == DIGITS) {
      digits(row, sameLengths[shape][slot], to);
      return;
    }
    Column column = column(shapes[shape].columns[slot]);
    int index = sameLengths[shape][slot] + rankOf[row];
    column.add(index, to);
  }

  private void digits(int row, int number, Bytes to) {
    int digits = outline.digits[number];
    int at = packedEnd + outline.starts[number] + rankOf[row] * Digits.size(digits);
    Digits.write(outline.forms[number], digits, packed, at, to);
  }

  private String name(int field) {
    int start = nameStarts[field];
    return new String(plain, start, nameEnds[field] - start, StandardCharsets.UTF_8);
  }

  /** The ids that the fields of the block have in a schema, as far as somebody asked. */
  private Ids fieldIds(Schema schema) {
    Ids known = fieldIds;
    if (known == null || known.schema != schema) {
      var ids = new int[nameStarts.length];
      Arrays.fill(ids, Ids.UNKNOWN);
      known = new Ids(schema, ids);
      fieldIds = known;
    }
    return known;
  }

  /** Two threads may look for the same name; they find the same. */
  private int id(Ids fields, int field) {
    int id = fields.ids[field];
    if (id == Ids.UNKNOWN) {
      int start = nameStarts[field];
      id = fields.schema.id(plain, start, nameEnds[field] - start);
      fields.ids[field] = id;
    }
    return id;
  }

  /** Where a column lies, and of which structures its values are. */
  private static final class ColumnPlace {
    int[] shapes = new int[4];

    /** How many events each of the structures has. */
    int[] events = new int[4];

    int slots;
    int count;
    int about;
    int aboutLength;
    int text;
    int textLength;
    int bits;
    int bitsLength;

    void add(int shape, int more) {
      if (slots == shapes.length) {
        shapes = Arrays.copyOf(shapes, slots * 2);
        events = Arrays.copyOf(events, slots * 2);
      }
      events[slots] = more;
      shapes[slots++] = shape;
      count += more;
    }
  }

  /** Of each field of the block its id in a schema. */
  private static final class Ids {
    static final int UNKNOWN = Integer.MIN_VALUE;

    final Schema schema;
    final int[] ids;

    Ids(Schema schema, int[] ids) {
      this.schema = schema;
      this.ids = ids;
    }
  }
}
