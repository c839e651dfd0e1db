package org.marsad.model.event;

import java.nio.charset.StandardCharsets;

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

  private final Schema schema;
  private final byte[] bytes;
  private final Rows rows;
  private final Slices slices;
  private final long clock;

  private EventBatch(Schema schema, byte[] bytes, Rows rows, Slices slices, long clock) {
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
    return rows.id(check(row));
  }

  /** {@code @timestamp} in nanoseconds since 1970. */
  public long timestamp(int row) {
    return rows.timestamp(check(row));
  }

  /** {@code event.received} in nanoseconds since 1970. */
  public long received(int row) {
    return rows.received(check(row));
  }

  /** {@code event.indexed} in nanoseconds since 1970, 0 before a store took the event over. */
  public long indexed(int row) {
    return rows.indexed(check(row));
  }

  public Origin origin(int row) {
    return rows.origin(check(row));
  }

  /** Where the original bytes start in the block. */
  public int originalOffset(int row) {
    return rows.originalOffset(check(row));
  }

  /** How many original bytes there are. */
  public int originalLength(int row) {
    return rows.originalLength(check(row));
  }

  /** The first slice of a row; its slices are [firstSlice(row), endSlice(row)). */
  public int firstSlice(int row) {
    return rows.firstSlice(check(row));
  }

  /** One past the last slice of a row. */
  public int endSlice(int row) {
    return rows.firstSlice(check(row) + 1);
  }

  /** The field id of a slice. */
  public int field(int slice) {
    return slices.field(slice);
  }

  public ValueKind kind(int slice) {
    return slices.kind(slice);
  }

  public int offset(int slice) {
    return slices.offset(slice);
  }

  public int length(int slice) {
    return slices.length(slice);
  }

  /** The first slice of a field in a row, or {@link #NONE}. */
  public int find(int row, int field) {
    return slices.find(field, firstSlice(row), endSlice(row));
  }

  /** The next slice of the same row and field after {@code slice}, or {@link #NONE}. */
  public int next(int row, int slice) {
    return slices.find(field(slice), slice + 1, endSlice(row));
  }

  /** The text of a slice; bytes that are no UTF-8 become U+FFFD. */
  public String text(int slice) {
    return new String(bytes, offset(slice), length(slice), StandardCharsets.UTF_8);
  }

  private int check(int row) {
    if (row < 0 || row >= rows.size) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows.size);
    }
    return row;
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
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final Schema schema;
    private final Placed constants = new Placed();
    private final Block block = new Block();
    private final Usual usualRows;
    private final Usual usualSlices;
    private Rows rows;
    private Slices slices;
    private boolean open;
    private long clock = Long.MIN_VALUE;
    private long clockOffset;
    private long claimed = NO_CLAIM;

    private Builder(Schema schema, int firstRows, int firstSlices) {
      this.schema = schema;
      usualRows = new Usual(firstRows);
      usualSlices = new Usual(firstSlices);
      rows = new Rows(firstRows);
      slices = new Slices(firstSlices);
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
      return block.length();
    }

    /** The block as it is now; ask again after each call that adds bytes. */
    public byte[] bytes() {
      return block.bytes();
    }

    /**
     * Takes the block of a batch for its own instead of a copy: its frames lie where they lay, and
     * what is added is written behind them. Only for a builder that is empty, and for the first
     * that asks.
     *
     * @return false if the frames must be copied
     */
    public boolean adopt(RawBatch batch) {
      return isEmpty() && block.adopt(batch);
    }

    /**
     * Goes on in the block of the batch that this builder built last: both hold all of it, and what
     * is added is written behind what is there. Only for a builder that is empty.
     */
    public void goOnIn(EventBatch last) {
      checkEmpty();
      block.goOnIn(last.bytes);
    }

    /**
     * Takes the memory of a batch of the same schema for the next one. Only for who knows that
     * nobody will look at that batch again, and for a builder that is empty.
     */
    public void reuse(EventBatch batch) {
      checkEmpty();
      goOnWith(batch);
    }

    private void goOnWith(EventBatch batch) {
      block.reuse(batch.bytes);
      rows = batch.rows;
      rows.clear();
      slices = batch.slices;
      slices.clear();
    }

    private void checkEmpty() {
      if (!isEmpty()) {
        throw new IllegalStateException("the builder is not empty");
      }
    }

    private boolean isEmpty() {
      return block.length() == 0 && !open && rows.size == 0;
    }

    /** Makes room for about so many more bytes at once, which is only a matter of speed. */
    public Builder expect(int count) {
      block.claim(count);
      block.release(count);
      return this;
    }

    /** Copies bytes in and returns where they start. */
    public int append(byte[] source, int offset, int count) {
      return block.append(source, offset, count);
    }

    /** Makes room for {@code count} bytes at the returned offset of {@link #bytes()}. */
    public int claim(int count) {
      return block.claim(count);
    }

    /** Gives the last {@code count} claimed bytes back. */
    public void release(int count) {
      block.release(count);
    }

    /**
     * Opens a row whose original bytes are [offset, offset + count); its time is the receive time.
     */
    public Builder begin(long id, long received, Origin origin, int offset, int count) {
      if (open) {
        throw new IllegalStateException("the row before is still open");
      }
      block.check(offset, count);
      rows.begin(id, received, origin, offset, count, slices.size());
      clock = Math.max(clock, received);
      clockOffset = 0;
      claimed = NO_CLAIM;
      open = true;
      return this;
    }

    /** The original of the open row is only a part of its frame; the rest tells of the sender. */
    public Builder original(int offset, int count) {
      int row = row();
      block.check(offset, count);
      rows.original(row, offset, count);
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
      rows.timestamp(row(), nanos);
      return this;
    }

    /** The time of the open row as set so far. */
    public long timestamp() {
      return rows.timestamp(row());
    }

    public long received() {
      return rows.received(row());
    }

    public Origin origin() {
      return rows.origin(row());
    }

    /** When a store took the event of the open row over. */
    public Builder indexed(long nanos) {
      rows.indexed(row(), nanos);
      return this;
    }

    /**
     * Adds an event of another batch of this schema, with a copy of its bytes.
     *
     * @param indexed when a store took it over
     */
    public Builder copy(EventBatch batch, int row, long indexed) {
      if (batch.schema != schema) {
        throw new IllegalArgumentException("an event of another schema");
      }
      int from = batch.originalOffset(row);
      int count = batch.originalLength(row);
      int moved = append(batch.bytes, from, count);
      begin(batch.id(row), batch.received(row), batch.origin(row), moved, count);
      timestamp(batch.timestamp(row)).indexed(indexed);
      int first = batch.firstSlice(row);
      int end = batch.endSlice(row);
      int into = slices.size();
      if (!slices.addMoved(batch.slices, first, end, from, from + count, moved - from)) {
        for (int slice = first; slice < end; slice++, into++) {
          int offset = batch.slices.offset(slice);
          int size = batch.slices.length(slice);
          if (offset < from || offset + size > from + count) {
            slices.move(into, append(batch.bytes, offset, size));
          }
        }
      }
      end();
      return this;
    }

    /** Enters the value [offset, offset + count) of the block. */
    public Builder add(int field, ValueKind kind, int offset, int count) {
      row();
      if (field < 0 || Fields.isRow(field)) {
        throw new IllegalArgumentException("field " + field + " cannot be a slice");
      }
      block.check(offset, count);
      slices.add(field, kind, offset, count);
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

    /**
     * Enters the first {@code count} of some slices. Who puts them there knows that they lie in the
     * block: it is looked at only where assertions are, in tests.
     */
    public Builder add(SliceList list, int count) {
      row();
      assert list.fits(count, block.length()) : "a slice does not lie in the block";
      slices.add(list.table(), count);
      return this;
    }

    /** Where the block holds constants; it gets them if it has them not. */
    public int place(Constants values) {
      return constants.in(this, values.text());
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
      return slices.find(field, rows.firstSlice(row()), slices.size());
    }

    /** The first slice from {@code from} on whose field is among these, or {@link #NONE}. */
    public int find(boolean[] fields, int from) {
      return slices.find(fields, from);
    }

    /** The first slice of the open row; its slices are [firstSlice(), endSlice()). */
    public int firstSlice() {
      return rows.firstSlice(row());
    }

    /** One past the last slice of the open row so far. */
    public int endSlice() {
      return slices.size();
    }

    /** The field id of a slice. */
    public int field(int slice) {
      return slices.field(slice);
    }

    public int offset(int slice) {
      return slices.offset(slice);
    }

    public int length(int slice) {
      return slices.length(slice);
    }

    public ValueKind kind(int slice) {
      return slices.kind(slice);
    }

    /** Leaves of the value of a slice of the open row only the first bytes. */
    public Builder shorten(int slice, int count) {
      int before = slices.length(own(slice));
      if (count < 0 || count > before) {
        throw new IllegalArgumentException(count + " bytes of " + before);
      }
      slices.shorten(slice, count);
      return this;
    }

    /** Moves the value of a slice of the open row to another field. */
    public Builder rename(int slice, int field) {
      if (field < 0 || Fields.isRow(field)) {
        throw new IllegalArgumentException("field " + field + " cannot be a slice");
      }
      slices.rename(own(slice), field);
      return this;
    }

    /** Takes a slice out of the open row; those behind it move up. */
    public Builder remove(int slice) {
      slices.remove(own(slice));
      return this;
    }

    private int own(int slice) {
      if (slice < rows.firstSlice(row()) || slice >= slices.size()) {
        throw new IndexOutOfBoundsException("slice " + slice + " is not of the open row");
      }
      return slice;
    }

    /** A mark of the open row's fields, for {@link #rewind}. */
    public int mark() {
      row();
      return slices.size();
    }

    /** Takes back every field entered since the mark; bytes stay in the block. */
    public void rewind(int mark) {
      if (mark < rows.firstSlice(row()) || mark > slices.size()) {
        throw new IllegalArgumentException("mark " + mark + " is not of the open row");
      }
      slices.cut(mark);
    }

    /** Closes the row. */
    public Builder end() {
      row();
      rows.end(slices.size());
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
      EventBatch batch = handOver();
      rows = new Rows(usualRows.size());
      slices = new Slices(usualSlices.size());
      return batch;
    }

    /** As above, in the memory of another batch, of which is true what {@link #reuse} wants. */
    public EventBatch build(EventBatch other) {
      EventBatch batch = handOver();
      goOnWith(other);
      return batch;
    }

    private EventBatch handOver() {
      if (open) {
        throw new IllegalStateException("the last row is still open");
      }
      var batch = new EventBatch(schema, block.take(), rows, slices, clock);
      usualRows.saw(rows.size);
      usualSlices.saw(slices.size());
      constants.clear();
      clock = Long.MIN_VALUE;
      return batch;
    }

    private int row() {
      if (!open) {
        throw new IllegalStateException("no row is open");
      }
      return rows.size;
    }
  }
}
