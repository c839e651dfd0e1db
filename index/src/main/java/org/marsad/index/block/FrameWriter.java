package org.marsad.index.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;

/**
 * Gathers events and writes them as one frame of a block; see {@link EventBlock}. One thread.
 *
 * <p>What it writes it reads again and compares; a frame that does not give back what was put in is
 * not handed out.
 */
final class FrameWriter implements Closeable {
  /** The frame holds columns. */
  static final byte COLUMNS = 0;

  /** The frame holds events one behind the other, as {@code EventCodec} has them. */
  static final byte PLAIN = 1;

  /** The frame holds columns, whose text is compressed after that of the segment's first frame. */
  static final byte COLUMNS_AFTER_FIRST = 2;

  /**
   * The frame holds columns, whose text is compressed after the segment's {@link TextDictionary}.
   */
  static final byte COLUMNS_AFTER_DICTIONARY = 3;

  /** How much of the first frame's text others are compressed after. */
  static final int DICTIONARY = 1 << 16;

  /** From so many events of a structure on, a value they all have is written with it. */
  private static final int SAME = 4;

  private static final int[] NOTHING = {};

  // What a slot has instead of a column
  private static final int SAME_FOR_ALL = -1;
  private static final int COPIED = -2;

  /** And below: digits, of which number. */
  private static final int DIGITS = -3;

  private final int level;
  private final ZstdCompressCtx zstd;
  private @Nullable ZstdCompressCtx after;
  private @Nullable ZstdDictDecompress dictionary;
  private final Layouts layouts = new Layouts();
  private final ColumnWriter columnWriter = new ColumnWriter();
  private final DigitSlots digits = new DigitSlots();
  private HexTable table = new HexTable();
  private final CRC32C checksum = new CRC32C();

  // What was put in
  private final Bytes raw = new Bytes();
  private int rows;
  private final int[] shapeOf = new int[EventBlock.MAX_ROWS];
  private final int[] slotsOf = new int[EventBlock.MAX_ROWS];
  private final Origin[] origins = new Origin[EventBlock.MAX_ROWS];
  private final int[] originOf = new int[EventBlock.MAX_ROWS];
  private final List<Origin> differentOrigins = new ArrayList<>();
  private final long[] ids = new long[EventBlock.MAX_ROWS];
  private final long[] timestamps = new long[EventBlock.MAX_ROWS];
  private final long[] received = new long[EventBlock.MAX_ROWS];
  private final long[] indexed = new long[EventBlock.MAX_ROWS];
  private int[] slotStarts = new int[8_192];
  private int[] slotLengths = new int[8_192];
  private int slotCount;

  // Structures
  private final Layout[] shapes = new Layout[EventBlock.MAX_ROWS];
  private int shapeCount;
  private long frame;

  // Fields
  private Schema schema = new Schema();
  private int[] numbers = new int[256];
  private int[] fields = new int[64];
  private int fieldCount;

  // Writing
  private final int[] byShape = new int[EventBlock.MAX_ROWS];
  private final int[] shapeStarts = new int[EventBlock.MAX_ROWS + 1];
  private int[] columnOf = NOTHING;
  private int[] columnStarts = new int[130];
  private int[] columnNext = new int[130];
  private int[] valueStarts = new int[4_096];
  private int[] valueLengths = new int[4_096];
  private long[] valueTimes = new long[4_096];
  private final long[] ordinals = new long[EventBlock.MAX_ROWS];
  private final Bytes outline = new Bytes();
  private final Bytes head = new Bytes();
  private final Bytes abouts = new Bytes();
  private final Bytes same = new Bytes();
  private final Bytes texts = new Bytes();
  private final Bytes packedHead = new Bytes();
  private final Bytes packed = new Bytes();
  private final Bytes plain = new Bytes();
  private final Bytes out = new Bytes();
  private final Bytes scratch = new Bytes();

  FrameWriter(int level) {
    this.level = level;
    zstd = new ZstdCompressCtx().setLevel(level);
    Arrays.fill(numbers, -1);
  }

  /** What frames are compressed after from now on; null for nothing. */
  void dictionary(byte @Nullable [] text) {
    if (after != null) {
      after.close();
      after = null;
    }
    if (dictionary != null) {
      dictionary.close();
      dictionary = null;
    }
    if (text != null) {
      dictionary = new ZstdDictDecompress(text);
      after = new ZstdCompressCtx().setLevel(level).setChecksum(true).loadDict(text);
    }
  }

  /** What values of frames point at from now on. */
  void shared(HexTable all) {
    table = all;
    columnWriter.shared(all);
    digits.shared(all);
  }

  /** What frames may be compressed after if the one that was written last is the first. */
  byte[] text() {
    return Arrays.copyOf(plain.array(), Math.min(plain.length(), DICTIONARY));
  }

  void clear() {
    raw.clear();
    rows = 0;
    slotCount = 0;
    shapeCount = 0;
    differentOrigins.clear();
    frame++;
    for (int i = 0; i < fieldCount; i++) {
      numbers[fields[i]] = -1;
    }
    fieldCount = 0;
  }

  int rows() {
    return rows;
  }

  /** How many bytes of events it has. */
  int rawLength() {
    return raw.length();
  }

  /** Adds an event; false if it cannot be written as columns. */
  boolean add(EventBatch batch, int row, long indexedAt) {
    Layout layout = layouts.of(batch, row);
    if (layout == null) {
      return false;
    }
    schema = batch.schema();
    int start = raw.length();
    raw.add(batch.bytes(), batch.originalOffset(row), batch.originalLength(row));
    reserve(layout.slots);
    int first = slotCount;
    for (int i = 0; i < layout.pieces; i++) {
      int cut = layouts.cut(i);
      slotStarts[first + i] = start + cut;
      slotLengths[first + i] = layouts.cut(i + 1) - cut;
    }
    slotCount += layout.pieces;
    outside(batch, row, layout.structure);
    slotsOf[rows] = first;
    shapeOf[rows] = shape(layout, first);
    originOf[rows] = origin(batch.origin(row));
    ids[rows] = batch.id(row);
    timestamps[rows] = batch.timestamp(row);
    received[rows] = batch.received(row);
    indexed[rows] = indexedAt;
    rows++;
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // another that is equal only costs the look-up
  private int origin(Origin origin) {
    origins[rows] = origin;
    if (rows > 0 && origins[rows - 1] == origin) {
      return originOf[rows - 1];
    }
    int known = differentOrigins.indexOf(origin);
    if (known < 0) {
      known = differentOrigins.size();
      differentOrigins.add(origin);
    }
    return known;
  }

  private void reserve(int more) {
    if (slotCount + more > slotStarts.length) {
      int length = Math.max(slotCount + more, slotStarts.length * 2);
      slotStarts = Arrays.copyOf(slotStarts, length);
      slotLengths = Arrays.copyOf(slotLengths, length);
    }
  }

  private void outside(EventBatch batch, int row, int[] structure) {
    int at = 2 + structure[0];
    int first = batch.firstSlice(row);
    for (int i = 0; i < structure[1]; i++) {
      if ((structure[at] & 3) == RowCutter.OUTSIDE) {
        slotStarts[slotCount] = raw.length();
        slotLengths[slotCount++] = batch.length(first + i);
        raw.add(batch.bytes(), batch.offset(first + i), batch.length(first + i));
        at++;
      } else {
        at += 3;
      }
    }
  }

  private int shape(Layout layout, int first) {
    if (layout.isIn(frame)) {
      layout.compare(raw.array(), slotStarts, slotLengths, first);
      return layout.number();
    }
    layout.begin(frame, shapeCount, first);
    shapes[shapeCount] = layout;
    number(layout.structure);
    return shapeCount++;
  }

  /** Gives the fields of a structure numbers in the block. */
  private void number(int[] structure) {
    int at = 2 + structure[0];
    for (int i = 0; i < structure[1]; i++) {
      int value = structure[at];
      at += (value & 3) == RowCutter.OUTSIDE ? 1 : 3;
      int field = value >>> 4;
      if (field >= numbers.length) {
        int known = numbers.length;
        numbers = Arrays.copyOf(numbers, Math.max(field + 1, known * 2));
        Arrays.fill(numbers, known, numbers.length, -1);
      }
      if (numbers[field] < 0) {
        if (fieldCount == fields.length) {
          fields = Arrays.copyOf(fields, fieldCount * 2);
        }
        fields[fieldCount] = field;
        numbers[field] = fieldCount++;
      }
    }
  }

  /**
   * Adds the frame to a block.
   *
   * @return false, and nothing added, if it would not give back what was put in
   */
  boolean write(Bytes block) throws IOException {
    outline.clear();
    digits.clear();
    head.clear();
    abouts.clear();
    same.clear();
    texts.clear();
    packedHead.clear();
    packed.clear();
    groupByShape();
    writeHead();
    columns();
    digits.write(schema, outline);
    plain.clear();
    plain.add(head);
    plain.add(abouts);
    plain.add(same);
    plain.add(texts);
    packedHead.add(packed);
    out.clear();
    byte kind = after == null ? COLUMNS : COLUMNS_AFTER_FIRST;
    frame(
        out,
        kind,
        rows,
        plain,
        head.length(),
        abouts.length(),
        packedHead,
        outline,
        digits.packed());
    if (!givesBack()) {
      return false;
    }
    block.add(out);
    return true;
  }

  /** Puts the parts of a frame together: the checksum, what is in it, how long each part is. */
  void frame(
      Bytes to,
      byte kind,
      int count,
      Bytes text,
      int headLength,
      int aboutLength,
      Bytes bits,
      Bytes outlined,
      Bytes dice) {
    int begin = FrameHead.begin(to, kind, count, text.length(), headLength, aboutLength);
    int bound = (int) Zstd.compressBound(text.length());
    // The length of what is compressed stands before it in five bytes, known only afterwards.
    int lengthAt = to.claim(5);
    to.varint(bits.length());
    to.varint(outlined.length());
    to.varint(dice.length());
    to.add(outlined);
    int at = to.claim(bound);
    ZstdCompressCtx compressor = kind == COLUMNS_AFTER_FIRST && after != null ? after : zstd;
    int size = compressor.compressByteArray(to.array(), at, bound, text.array(), 0, text.length());
    to.shorten(at + size);
    for (int i = 0; i < 5; i++) {
      to.array()[lengthAt + i] = (byte) (size >>> 7 * i & 0x7f | (i < 4 ? 0x80 : 0));
    }
    to.add(bits);
    to.add(dice);
    FrameHead.seal(to, begin, checksum);
  }

  private void groupByShape() {
    Arrays.fill(shapeStarts, 0, shapeCount + 1, 0);
    for (int row = 0; row < rows; row++) {
      shapeStarts[shapeOf[row] + 1]++;
    }
    for (int i = 0; i < shapeCount; i++) {
      shapeStarts[i + 1] += shapeStarts[i];
    }
    var next = Arrays.copyOf(shapeStarts, shapeCount);
    for (int row = 0; row < rows; row++) {
      byShape[next[shapeOf[row]]++] = row;
    }
  }

  private void writeHead() {
    outline.varint(shapeCount);
    for (int row = 0; row < rows; row++) {
      ordinals[row] = shapeOf[row];
    }
    Longs.write(ordinals, 0, rows, outline, packedHead);
    head.varint(fieldCount);
    for (int i = 0; i < fieldCount; i++) {
      text(schema.field(fields[i]).name());
    }
    head.varint(differentOrigins.size());
    for (Origin origin : differentOrigins) {
      head.add(origin.transport().code());
      text(origin.input());
      text(origin.peer());
      text(origin.format());
      text(origin.identity());
    }
    for (int row = 0; row < rows; row++) {
      ordinals[row] = originOf[row];
    }
    Longs.write(ordinals, 0, rows, head, packedHead);
    for (int i = 0; i < shapeCount; i++) {
      Shape.write(shapes[i].structure, numbers, head);
    }
    Longs.write(ids, 0, rows, head, packedHead);
    Longs.write(timestamps, 0, rows, head, packedHead);
    int[] order = IdOrder.of(ids, rows);
    inOrder(received, order);
    inOrder(indexed, order);
  }

  private void inOrder(long[] values, int[] order) {
    for (int i = 0; i < rows; i++) {
      ordinals[i] = values[order[i]];
    }
    Longs.write(ordinals, 0, rows, head, packedHead);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head.varint(bytes.length);
    head.add(bytes);
  }

  /** What all events of a structure have the same is written once, the rest as columns. */
  private void columns() {
    int columns = Shape.columns(fieldCount);
    if (columnStarts.length < columns + 1) {
      columnStarts = new int[columns * 2];
      columnNext = new int[columns * 2];
    }
    Arrays.fill(columnStarts, 0, columns + 1, 0);
    assign();
    for (int i = 0; i < columns; i++) {
      columnStarts[i + 1] += columnStarts[i];
      columnNext[i] = columnStarts[i];
    }
    gather(columnStarts[columns]);
    columnWriter.beginFrame();
    for (int i = 0; i < columns; i++) {
      int count = columnStarts[i + 1] - columnStarts[i];
      if (count == 0) {
        continue;
      }
      int about = abouts.length();
      int text = texts.length();
      int bits = packed.length();
      columnWriter.write(
          i,
          raw.array(),
          valueStarts,
          valueLengths,
          valueTimes,
          columnStarts[i],
          count,
          abouts,
          texts,
          packed);
      head.varint(abouts.length() - about);
      head.varint(texts.length() - text);
      head.varint(packed.length() - bits);
    }
  }

  /** Says for the slots of all structures which column has them, if one has. */
  private void assign() {
    int slots = 0;
    for (int shape = 0; shape < shapeCount; shape++) {
      Layout layout = shapes[shape];
      int[] structure = layout.structure;
      int events = shapeStarts[shape + 1] - shapeStarts[shape];
      int first = layout.firstSlot();
      int at = 2 + structure[0];
      int count = layout.slots;
      if (columnOf.length < slots + count) {
        columnOf = Arrays.copyOf(columnOf, Math.max(slots + count, columnOf.length * 2));
      }
      for (int slot = 0; slot < count; slot++) {
        int column;
        if (slot < structure[0]) {
          int owner = structure[2 + slot];
          if (RowCutter.copied(owner) >= 0) {
            columnOf[slots++] = COPIED;
            continue;
          }
          column =
              owner == RowCutter.GLUE
                  ? 0
                  : Shape.column(numbers[owner - 2 >> 1] * 2 + 2 + (owner - 2 & 1));
        } else {
          while ((structure[at] & 3) != RowCutter.OUTSIDE) {
            at += 3;
          }
          column = Shape.wholeColumn(numbers[structure[at] >>> 4]);
          at++;
        }
        int number = digits(shape, slot, events > 1 && layout.isSame(slot));
        if (number >= 0) {
          columnOf[slots++] = DIGITS - number;
          continue;
        }
        boolean one = (column == 0 || events >= SAME) && layout.isSame(slot);
        head.varint(one ? slotLengths[first + slot] + 1L : 0);
        if (one) {
          same.add(raw.array(), slotStarts[first + slot], slotLengths[first + slot]);
        } else {
          columnStarts[column + 1] += events;
        }
        columnOf[slots++] = one ? SAME_FOR_ALL : column;
      }
      digitValues(shape, slots - count);
    }
  }

  /** The number of a slot whose values are digits, or -1. */
  private int digits(int shape, int slot, boolean same) {
    int first = shapeStarts[shape];
    return same
        ? -1
        : digits.add(
            shape,
            slot,
            raw.array(),
            slotStarts,
            slotLengths,
            i -> slotsOf[byShape[first + i]] + slot,
            shapeStarts[shape + 1] - first);
  }

  /**
   * Says which fields have such slots, and which events have digits elsewhere.
   *
   * @param slots where those of the structure begin among those of all
   */
  private void digitValues(int shape, int slots) {
    Layout layout = shapes[shape];
    int[] structure = layout.structure;
    boolean several = shapeStarts[shape + 1] - shapeStarts[shape] > 1;
    int outside = structure[0];
    int at = 2 + structure[0];
    for (int i = 0; i < structure[1]; i++) {
      int value = structure[at++];
      int where = value & 3;
      int from = where == RowCutter.OUTSIDE ? outside++ : structure[at++];
      int to = where == RowCutter.OUTSIDE ? from + 1 : structure[at++];
      if (from == to) {
        continue;
      }
      if (to == from + 1 && where != RowCutter.ESCAPED) {
        int copied = from < structure[0] ? RowCutter.copied(structure[2 + from]) : -1;
        int source = copied < 0 ? from : copied;
        int column = columnOf[slots + source];
        if (column <= DIGITS) {
          digits.value(value >>> 4, DIGITS - column);
          continue;
        }
        if (several && layout.isSame(source)) {
          continue;
        }
      }
      others(shape, from, to, where == RowCutter.ESCAPED);
    }
  }

  /** Looks at the values that some pieces are, or a slot outside. */
  private void others(int shape, int from, int to, boolean escaped) {
    for (int i = shapeStarts[shape]; i < shapeStarts[shape + 1]; i++) {
      int row = byShape[i];
      int begin = slotStarts[slotsOf[row] + from];
      int last = slotsOf[row] + to - 1;
      int end = slotStarts[last] + slotLengths[last];
      if (escaped) {
        digits.escaped(row, raw.array(), begin, end);
      } else {
        digits.other(row, raw.array(), begin, end);
      }
    }
  }

  /** Brings the values of each column together. */
  private void gather(int count) {
    if (valueStarts.length < count) {
      valueStarts = new int[count * 2];
      valueLengths = new int[count * 2];
      valueTimes = new long[count * 2];
    }
    int slots = 0;
    for (int shape = 0; shape < shapeCount; shape++) {
      int slotsOfShape = shapes[shape].slots;
      for (int slot = 0; slot < slotsOfShape; slot++) {
        int column = columnOf[slots++];
        if (column < 0) {
          continue;
        }
        int at = columnNext[column];
        for (int i = shapeStarts[shape]; i < shapeStarts[shape + 1]; i++) {
          int row = byShape[i];
          valueStarts[at] = slotStarts[slotsOf[row] + slot];
          valueLengths[at] = slotLengths[slotsOf[row] + slot];
          valueTimes[at++] = timestamps[row];
        }
        columnNext[column] = at;
      }
    }
  }

  /**
   * Whether reading the frame gives every byte, value and number that was put in. Copies, and what
   * all events of a structure have the same, were compared when they came; all else is compared
   * here.
   */
  private boolean givesBack() throws IOException {
    FrameReader reader =
        FrameReader.open(new Input(out.array(), 0, out.length()), _ -> dictionary, table);
    if (reader.rows() != rows || !reader.origins().equals(differentOrigins)) {
      return false;
    }
    for (int row = 0; row < rows; row++) {
      int shape = shapeOf[row];
      if (reader.shape(row) != shape
          || byShape[shapeStarts[shape] + reader.rank(row)] != row
          || reader.id(row) != ids[row]
          || reader.timestamp(row) != timestamps[row]
          || reader.received(row) != received[row]
          || reader.indexed(row) != indexed[row]
          || reader.origin(row) != originOf[row]) {
        return false;
      }
    }
    if (!digits.areThose(reader.outline())) {
      return false;
    }
    int columns = Shape.columns(fieldCount);
    System.arraycopy(columnStarts, 0, columnNext, 0, columns);
    int slots = 0;
    for (int shape = 0; shape < shapeCount; shape++) {
      if (!givesBack(reader, shape, slots)) {
        return false;
      }
      slots += shapes[shape].slots;
    }
    for (int column = 0; column < columns; column++) {
      int first = columnStarts[column];
      int count = columnStarts[column + 1] - first;
      if (count > 0
          && !reader.holds(column, raw.array(), valueStarts, valueLengths, first, count, scratch)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a structure is read as it is, and its slots are where they were put. */
  private boolean givesBack(FrameReader reader, int shape, int slots) throws IOException {
    Layout layout = shapes[shape];
    if (!reader.hasStructure(shape, layout.structure, schema)) {
      return false;
    }
    for (int slot = 0; slot < layout.slots; slot++) {
      int column = columnOf[slots + slot];
      int first = layout.firstSlot() + slot;
      if (column == COPIED) {
        if (!reader.isCopy(shape, slot, RowCutter.copied(layout.structure[2 + slot]))) {
          return false;
        }
      } else if (column <= DIGITS) {
        if (!givesDigitsBack(reader, shape, slot)) {
          return false;
        }
      } else if (column == SAME_FOR_ALL) {
        if (!reader.isSame(shape, slot, raw.array(), slotStarts[first], slotLengths[first])) {
          return false;
        }
      } else {
        if (!reader.isIn(shape, slot, column, columnNext[column] - columnStarts[column])) {
          return false;
        }
        columnNext[column] += shapeStarts[shape + 1] - shapeStarts[shape];
      }
    }
    return true;
  }

  private boolean givesDigitsBack(FrameReader reader, int shape, int slot) throws IOException {
    for (int i = shapeStarts[shape]; i < shapeStarts[shape + 1]; i++) {
      int row = byShape[i];
      int start = slotStarts[slotsOf[row] + slot];
      scratch.clear();
      reader.copy(row, slot, scratch);
      if (!Arrays.equals(
          scratch.array(),
          0,
          scratch.length(),
          raw.array(),
          start,
          start + slotLengths[slotsOf[row] + slot])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    dictionary(null);
    zstd.close();
  }
}
