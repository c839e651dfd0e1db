package org.marsad.model.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Some hundred events as one byte block and one table of slices; what travels from the decoder to
 * the store and the rules, and back from the store as the hits of a search. A slice is (field,
 * kind, offset, length); a field that occurs twice in an event has two values. Rows keep beside
 * their slices the event's id, its clocks, its origin and where its original bytes lie.
 *
 * <p>Row by row in the order of ids, unless a store made it as an answer, then in the order of the
 * answer. A batch without rows is a tick of the log's clock, see {@link RawBatch}.
 *
 * <p>Immutable and safe to share, under the condition that nobody writes to {@link #bytes()} or
 * gives it to {@link Builder#reuse}. A {@link Builder} belongs to one thread.
 */
public final class EventBatch {
  /** What {@link #find} and {@link #next} answer when there is no (further) value. */
  public static final int NONE = -1;

  /** What {@link Builder#claimed()} answers when an event claims no time. */
  public static final long NO_CLAIM = Long.MIN_VALUE;

  private static final int ENTRY = 3;
  private static final int KIND_SHIFT = 24;
  private static final int FIELD_MASK = (1 << KIND_SHIFT) - 1;

  private final Schema schema;
  private final byte[] bytes;
  private final Rows rows;
  private final int[] slices;
  private final long clock;

  private EventBatch(Schema schema, byte[] bytes, Rows rows, int[] slices, long clock) {
    this.schema = schema;
    this.bytes = bytes;
    this.rows = rows;
    this.slices = slices;
    this.clock = clock;
  }

  public static Builder builder(Schema schema) {
    return new Builder(schema, Builder.FIRST_ROWS, Builder.FIRST_SLICES);
  }

  /** A builder for a batch of one event, which takes little memory. */
  public static Builder single(Schema schema) {
    return new Builder(schema, 1, Builder.SINGLE_SLICES);
  }

  public Schema schema() {
    return schema;
  }

  /** The number of events. */
  public int size() {
    return rows.size;
  }

  public boolean isTick() {
    return rows.size == 0;
  }

  /**
   * The clock of the log after this batch, in nanoseconds since 1970: the latest receive time in
   * it, or the time of the tick.
   */
  public long clock() {
    return clock;
  }

  /** The block that slices and originals lie in. Not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** A view of one row. */
  public Event event(int row) {
    return new Event(this, check(row));
  }

  /** The packed {@link EventId}. */
  public long id(int row) {
    return rows.ids[check(row)];
  }

  /** {@code @timestamp} in nanoseconds since 1970. */
  public long timestamp(int row) {
    return rows.timestamps[check(row)];
  }

  /** {@code event.received} in nanoseconds since 1970. */
  public long received(int row) {
    return rows.received[check(row)];
  }

  /** {@code event.indexed} in nanoseconds since 1970, 0 before a store took the event over. */
  public long indexed(int row) {
    return rows.indexed[check(row)];
  }

  public Origin origin(int row) {
    return rows.origins[check(row)];
  }

  /** Where the original bytes start in the block. */
  public int originalOffset(int row) {
    return rows.originalOffsets[check(row)];
  }

  /** How many original bytes there are. */
  public int originalLength(int row) {
    return rows.originalLengths[check(row)];
  }

  /** The first slice of a row; its slices are [firstSlice(row), endSlice(row)). */
  public int firstSlice(int row) {
    return rows.firstSlices[check(row)];
  }

  /** One past the last slice of a row. */
  public int endSlice(int row) {
    return rows.firstSlices[check(row) + 1];
  }

  /** The field id of a slice. */
  public int field(int slice) {
    return slices[slice * ENTRY] & FIELD_MASK;
  }

  public ValueKind kind(int slice) {
    return ValueKind.of(slices[slice * ENTRY] >>> KIND_SHIFT);
  }

  public int offset(int slice) {
    return slices[slice * ENTRY + 1];
  }

  public int length(int slice) {
    return slices[slice * ENTRY + 2];
  }

  /** The first slice of a field in a row, or {@link #NONE}. */
  public int find(int row, int field) {
    return find(field, firstSlice(row), endSlice(row));
  }

  /** The next slice of the same row and field after {@code slice}, or {@link #NONE}. */
  public int next(int row, int slice) {
    return find(field(slice), slice + 1, endSlice(row));
  }

  /** The text of a slice; bytes that are no UTF-8 become U+FFFD. */
  public String text(int slice) {
    return new String(bytes, offset(slice), length(slice), StandardCharsets.UTF_8);
  }

  /** The first value of a slice field or the row field as text, or null if there is none. */
  @Nullable String text(int row, Field field) {
    if (!Fields.isRow(field.id())) {
      int slice = find(row, field.id());
      return slice == NONE ? null : text(slice);
    }
    if (field.equals(Fields.TIMESTAMP)) {
      return Nanos.format(timestamp(row));
    }
    if (field.equals(Fields.RECEIVED)) {
      return Nanos.format(received(row));
    }
    if (field.equals(Fields.INDEXED)) {
      return indexed(row) == 0 ? null : Nanos.format(indexed(row));
    }
    if (field.equals(Fields.ID)) {
      return new EventId(id(row)).toString();
    }
    if (field.equals(Fields.ORIGINAL)) {
      return new String(bytes, originalOffset(row), originalLength(row), StandardCharsets.UTF_8);
    }
    Origin origin = origin(row);
    if (field.equals(Fields.INPUT)) {
      return origin.input();
    }
    if (field.equals(Fields.TRANSPORT)) {
      return origin.transport().name().toLowerCase(Locale.ROOT);
    }
    return origin.peer().isEmpty() ? null : origin.peer();
  }

  private int find(int field, int from, int to) {
    for (int slice = from; slice < to; slice++) {
      if ((slices[slice * ENTRY] & FIELD_MASK) == field) {
        return slice;
      }
    }
    return NONE;
  }

  private int check(int row) {
    if (row < 0 || row >= rows.size) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows.size);
    }
    return row;
  }

  /** The columns of the rows; grown by the builder, then left alone. */
  private static final class Rows {
    int size;
    long[] ids;
    long[] timestamps;
    long[] received;
    long[] indexed;
    Origin[] origins;
    int[] originalOffsets;
    int[] originalLengths;
    int[] firstSlices;

    Rows(int capacity) {
      ids = new long[capacity];
      timestamps = new long[capacity];
      received = new long[capacity];
      indexed = new long[capacity];
      origins = new Origin[capacity];
      originalOffsets = new int[capacity];
      originalLengths = new int[capacity];
      firstSlices = new int[capacity + 1];
    }

    void ensure(int capacity) {
      if (capacity <= ids.length) {
        return;
      }
      int more = Math.max(capacity, ids.length * 2);
      ids = Arrays.copyOf(ids, more);
      timestamps = Arrays.copyOf(timestamps, more);
      received = Arrays.copyOf(received, more);
      indexed = Arrays.copyOf(indexed, more);
      origins = Arrays.copyOf(origins, more);
      originalOffsets = Arrays.copyOf(originalOffsets, more);
      originalLengths = Arrays.copyOf(originalLengths, more);
      firstSlices = Arrays.copyOf(firstSlices, more + 1);
    }
  }

  /**
   * Builds a batch row by row: {@link #append} brings bytes in, {@link #begin} opens a row, {@link
   * #add} and its friends enter its fields, {@link #end} closes it. A decoder that gives up takes
   * its fields back with {@link #rewind}.
   */
  public static final class Builder {
    private static final int FIRST_ROWS = 64;
    private static final int FIRST_SLICES = 1024;
    private static final int SINGLE_SLICES = 64;
    private static final byte[] NOTHING = {};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final Schema schema;
    private final Placed constants = new Placed();
    private byte[] bytes = NOTHING;
    private int length;
    private final int firstRows;
    private final int firstSlices;
    private Rows rows;
    private int[] slices;
    private int sliceCount;
    private boolean open;
    private long clock = Long.MIN_VALUE;
    private long clockOffset;
    private long claimed = NO_CLAIM;
    private boolean isOwn = true;
    private int lastLength;
    private int usualBytes;
    private int usualRows;
    private int usualSlices;

    private Builder(Schema schema, int firstRows, int firstSlices) {
      this.schema = schema;
      this.firstRows = firstRows;
      this.firstSlices = firstSlices;
      rows = new Rows(firstRows);
      slices = new int[firstSlices * ENTRY];
    }

    public Schema schema() {
      return schema;
    }

    /** Closed rows so far. */
    public int size() {
      return rows.size;
    }

    /** Bytes in the block so far. */
    public int length() {
      return length;
    }

    /** The block as it is now; ask again after each call that adds bytes. */
    public byte[] bytes() {
      return bytes;
    }

    /**
     * Takes the block of a batch for its own instead of a copy: its frames lie where they lay, and
     * what is added is written behind them. Only for a builder that is empty, and for the first
     * that asks.
     *
     * @return false if the frames must be copied
     */
    public boolean adopt(RawBatch batch) {
      if (length > 0 || open || rows.size > 0 || !batch.takeRoom()) {
        return false;
      }
      bytes = batch.bytes();
      length = batch.length();
      isOwn = false;
      return true;
    }

    /**
     * Goes on in the block of the batch that this builder built last: both hold all of it, and what
     * is added is written behind what is there. Only for a builder that is empty.
     */
    public void goOnIn(EventBatch last) {
      if (length > 0 || open || rows.size > 0) {
        throw new IllegalStateException("the builder is not empty");
      }
      bytes = last.bytes;
      length = lastLength;
      isOwn = false;
    }

    /**
     * Takes the memory of a batch of this builder for the next one. Only for who knows that nobody
     * will look at that batch again, and for a builder that is empty.
     */
    public void reuse(EventBatch batch) {
      if (length > 0 || open || rows.size > 0) {
        throw new IllegalStateException("the builder is not empty");
      }
      bytes = batch.bytes;
      rows = batch.rows;
      rows.size = 0;
      slices = batch.slices;
    }

    /** Copies bytes in and returns where they start. */
    public int append(byte[] source, int offset, int count) {
      int at = claim(count);
      System.arraycopy(source, offset, bytes, at, count);
      return at;
    }

    /** Makes room for {@code count} bytes at the returned offset of {@link #bytes()}. */
    public int claim(int count) {
      if (count > bytes.length - length) {
        if (count > Integer.MAX_VALUE - 16 - length) {
          throw new IllegalArgumentException("a batch holds less than 2 GiB");
        }
        long wanted =
            bytes.length == 0
                ? Math.max(count, usualBytes)
                : Math.max(length + (long) count, length + (length >> 1) + 256L);
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
      }
      int at = length;
      length += count;
      return at;
    }

    /** Gives the last {@code count} claimed bytes back. */
    public void release(int count) {
      if (count < 0 || count > length) {
        throw new IllegalArgumentException("cannot release " + count + " of " + length);
      }
      length -= count;
    }

    /**
     * Opens a row whose original bytes are [offset, offset + count); its time is the receive time.
     */
    public Builder begin(long id, long received, Origin origin, int offset, int count) {
      if (open) {
        throw new IllegalStateException("the row before is still open");
      }
      if (offset < 0 || count < 0 || offset > length - count) {
        throw new IndexOutOfBoundsException("[" + offset + ", +" + count + ") of " + length);
      }
      int row = rows.size;
      rows.ensure(row + 1);
      rows.ids[row] = id;
      rows.received[row] = received;
      rows.timestamps[row] = received;
      rows.indexed[row] = 0;
      rows.origins[row] = origin;
      rows.originalOffsets[row] = offset;
      rows.originalLengths[row] = count;
      rows.firstSlices[row] = sliceCount;
      clock = Math.max(clock, received);
      clockOffset = 0;
      claimed = NO_CLAIM;
      open = true;
      return this;
    }

    /** The original of the open row is only a part of its frame; the rest tells of the sender. */
    public Builder original(int offset, int count) {
      int row = row();
      if (offset < 0 || count < 0 || offset > length - count) {
        throw new IndexOutOfBoundsException("[" + offset + ", +" + count + ") of " + length);
      }
      rows.originalOffsets[row] = offset;
      rows.originalLengths[row] = count;
      return this;
    }

    /** What is to be added to the time that the open row claims; see {@link RawBatch}. */
    public Builder clockOffset(long nanos) {
      clockOffset = nanos;
      return this;
    }

    public long clockOffset() {
      return clockOffset;
    }

    /** The open row claims this time, whether it is believed or not. */
    public Builder claimed(long nanos) {
      claimed = nanos;
      return this;
    }

    /** What the open row claims, or {@link #NO_CLAIM}. */
    public long claimed() {
      return claimed;
    }

    /** The time of the open row, in nanoseconds since 1970. */
    public Builder timestamp(long nanos) {
      rows.timestamps[row()] = nanos;
      return this;
    }

    /** The time of the open row as set so far. */
    public long timestamp() {
      return rows.timestamps[row()];
    }

    public long received() {
      return rows.received[row()];
    }

    public Origin origin() {
      return rows.origins[row()];
    }

    /** When a store took the event of the open row over. */
    public Builder indexed(long nanos) {
      rows.indexed[row()] = nanos;
      return this;
    }

    /** Enters the value [offset, offset + count) of the block. */
    public Builder add(int field, ValueKind kind, int offset, int count) {
      row();
      if (field < 0 || Fields.isRow(field)) {
        throw new IllegalArgumentException("field " + field + " cannot be a slice");
      }
      if (offset < 0 || count < 0 || offset > length - count) {
        throw new IndexOutOfBoundsException("[" + offset + ", +" + count + ") of " + length);
      }
      if ((sliceCount + 1) * ENTRY > slices.length) {
        slices = Arrays.copyOf(slices, slices.length * 2);
      }
      int at = sliceCount++ * ENTRY;
      slices[at] = field | kind.code() << KIND_SHIFT;
      slices[at + 1] = offset;
      slices[at + 2] = count;
      return this;
    }

    public Builder add(Field field, int offset, int count) {
      return add(field.id(), ValueKind.TEXT, offset, count);
    }

    /** Enters a value that is not in the block yet. */
    public Builder add(Field field, byte[] value) {
      return add(field.id(), ValueKind.TEXT, append(value, 0, value.length), value.length);
    }

    /** Enters a value that the block holds once, however many rows have it. */
    public Builder add(Field field, Constant value) {
      return add(field.id(), value);
    }

    /** As {@link #add(Field, Constant)}, by the id of the field. */
    public Builder add(int field, Constant value) {
      return add(field, value.kind(), constants.in(this, value), value.length());
    }

    public Builder add(Field field, String value) {
      return add(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public Builder add(Field field, long value) {
      byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      return add(field.id(), ValueKind.NUMBER, append(digits, 0, digits.length), digits.length);
    }

    public Builder add(Field field, boolean value) {
      byte[] word = value ? TRUE : FALSE;
      return add(field.id(), ValueKind.BOOLEAN, append(word, 0, word.length), word.length);
    }

    /**
     * Enters a value under a name that may be new. Where the schema has no room, the value is filed
     * under {@link Fields#OVERFLOW} as {@code name=value}.
     */
    public Builder add(String name, String value) {
      int field = schema.id(name);
      if (field == Schema.NONE) {
        return add(Fields.OVERFLOW, name + "=" + value);
      }
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      return add(field, ValueKind.TEXT, append(text, 0, text.length), text.length);
    }

    /** The first slice of a field in the open row, or {@link #NONE}. */
    public int find(int field) {
      for (int slice = rows.firstSlices[row()]; slice < sliceCount; slice++) {
        if ((slices[slice * ENTRY] & FIELD_MASK) == field) {
          return slice;
        }
      }
      return NONE;
    }

    /** The first slice of the open row; its slices are [firstSlice(), endSlice()). */
    public int firstSlice() {
      return rows.firstSlices[row()];
    }

    /** One past the last slice of the open row so far. */
    public int endSlice() {
      return sliceCount;
    }

    /** The field id of a slice. */
    public int field(int slice) {
      return slices[slice * ENTRY] & FIELD_MASK;
    }

    public int offset(int slice) {
      return slices[slice * ENTRY + 1];
    }

    public int length(int slice) {
      return slices[slice * ENTRY + 2];
    }

    public ValueKind kind(int slice) {
      return ValueKind.of(slices[slice * ENTRY] >>> KIND_SHIFT);
    }

    /** Leaves of the value of a slice of the open row only the first bytes. */
    public Builder shorten(int slice, int count) {
      int at = own(slice) * ENTRY + 2;
      if (count < 0 || count > slices[at]) {
        throw new IllegalArgumentException(count + " bytes of " + slices[at]);
      }
      slices[at] = count;
      return this;
    }

    /** Moves the value of a slice of the open row to another field. */
    public Builder rename(int slice, int field) {
      int at = own(slice) * ENTRY;
      if (field < 0 || Fields.isRow(field)) {
        throw new IllegalArgumentException("field " + field + " cannot be a slice");
      }
      slices[at] = field | slices[at] & ~FIELD_MASK;
      return this;
    }

    /** Takes a slice out of the open row; those behind it move up. */
    public Builder remove(int slice) {
      int at = own(slice) * ENTRY;
      System.arraycopy(slices, at + ENTRY, slices, at, --sliceCount * ENTRY - at);
      return this;
    }

    private int own(int slice) {
      if (slice < rows.firstSlices[row()] || slice >= sliceCount) {
        throw new IndexOutOfBoundsException("slice " + slice + " is not of the open row");
      }
      return slice;
    }

    /** A mark of the open row's fields, for {@link #rewind}. */
    public int mark() {
      row();
      return sliceCount;
    }

    /** Takes back every field entered since the mark; bytes stay in the block. */
    public void rewind(int mark) {
      if (mark < rows.firstSlices[row()] || mark > sliceCount) {
        throw new IllegalArgumentException("mark " + mark + " is not of the open row");
      }
      sliceCount = mark;
    }

    /** Closes the row. */
    public Builder end() {
      rows.firstSlices[row() + 1] = sliceCount;
      rows.size++;
      open = false;
      return this;
    }

    /** The clock of the log has reached this time even if no row says so. */
    public Builder tick(long nanos) {
      clock = Math.max(clock, nanos);
      return this;
    }

    /** Hands the rows over and starts anew. */
    public EventBatch build() {
      if (open) {
        throw new IllegalStateException("the last row is still open");
      }
      var batch = new EventBatch(schema, bytes, rows, slices, clock);
      // The next batch may be as large as those before, and is not to be moved for a little more.
      usualBytes = usual(usualBytes, isOwn ? length : 0);
      usualRows = usual(usualRows, batch.size());
      usualSlices = usual(usualSlices, sliceCount);
      bytes = NOTHING;
      lastLength = length;
      length = 0;
      isOwn = true;
      rows = new Rows(Math.max(firstRows, usualRows));
      slices = new int[Math.max(firstSlices, usualSlices) * ENTRY];
      sliceCount = 0;
      constants.clear();
      clock = Long.MIN_VALUE;
      return batch;
    }

    /** A little more than the largest of late; a large one is forgotten within some batches. */
    private static int usual(int before, int now) {
      return Math.max(now + (now >> 4), before - (before >> 3));
    }

    private int row() {
      if (!open) {
        throw new IllegalStateException("no row is open");
      }
      return rows.size;
    }
  }
}
