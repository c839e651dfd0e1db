package org.marsad.model.event;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Frames as they were received: one byte block and a table of slices, with the receive time and the
 * origin that all frames of the batch share. This is the unit of the journal.
 *
 * <p>A batch without frames is a <em>tick</em>: it takes no event id and only says that the clock
 * of the log has reached {@link #received()}. Ticks are written to the log like everything else, so
 * that what a pause in the traffic decides is decided the same way in a replay.
 *
 * <p>Immutable and safe to share, under the condition that nobody writes to {@link #bytes()}, but
 * for the one who has {@linkplain #takeRoom() taken the room} behind the frames. A {@link Builder}
 * belongs to one thread.
 */
public final class RawBatch {
  /** {@link #firstId()} of a batch that no log has taken yet. */
  public static final long NO_ID = -1;

  /**
   * The part of a large block that its events take besides, for values with escapes and constants.
   */
  public static final int BESIDES = 4;

  private static final int ENTRY = 3;

  private final byte[] bytes;
  private final int length;
  private final int[] table;
  private final int size;
  private final Origin origin;
  private final long received;
  private final long firstId;
  private final long clockOffset;

  /** Whether the room behind the frames has an owner; shared by all who share the block. */
  private final AtomicBoolean taken;

  private RawBatch(
      byte[] bytes, int length, int[] table, int size, Origin origin, long received, long firstId) {
    this(bytes, length, table, size, origin, received, firstId, 0, new AtomicBoolean());
  }

  private RawBatch(
      byte[] bytes,
      int length,
      int[] table,
      int size,
      Origin origin,
      long received,
      long firstId,
      long clockOffset,
      AtomicBoolean taken) {
    this.clockOffset = clockOffset;
    this.taken = taken;
    this.bytes = bytes;
    this.length = length;
    this.table = table;
    this.size = size;
    this.origin = origin;
    this.received = received;
    this.firstId = firstId;
  }

  /** A batch without frames; see the class comment. */
  public static RawBatch tick(Origin origin, long received) {
    return new RawBatch(new byte[0], 0, new int[0], 0, origin, received, NO_ID);
  }

  public static Builder builder(Origin origin, long received) {
    return new Builder(origin, received);
  }

  /** A builder with room for so many frames. */
  public static Builder builder(Origin origin, long received, int frames) {
    var builder = new Builder(origin, received);
    builder.lastSize = Math.max(frames, Builder.FIRST_FRAMES);
    return builder;
  }

  /** The same batch with the packed {@link EventId} of its first frame; shares the bytes. */
  public RawBatch withFirstId(long id) {
    return new RawBatch(bytes, length, table, size, origin, received, id, clockOffset, taken);
  }

  /** The same batch of a sender whose clock is off. */
  public RawBatch withClockOffset(long nanos) {
    return new RawBatch(bytes, length, table, size, origin, received, firstId, nanos, taken);
  }

  /**
   * What is to be added to the times its frames claim, in nanoseconds. Decided when the batch came
   * in and kept in the log with it, so that a replay decides the same.
   */
  public long clockOffset() {
    return clockOffset;
  }

  /** The same batch as if it had come from elsewhere; shares the bytes. */
  public RawBatch withOrigin(Origin other) {
    return new RawBatch(bytes, length, table, size, other, received, firstId, clockOffset, taken);
  }

  /** The block; frames lie in [0, {@link #length()}). Not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes of the block are used. */
  public int length() {
    return length;
  }

  /**
   * Makes the caller the owner of the block behind {@link #length()}, and of nothing else.
   *
   * @return false if it has an owner
   */
  boolean takeRoom() {
    return !taken.getAndSet(true);
  }

  /** The number of frames. */
  public int size() {
    return size;
  }

  public boolean isTick() {
    return size == 0;
  }

  /** Offset of a frame in the block. */
  public int offset(int frame) {
    return table[check(frame) * ENTRY];
  }

  /** Length of a frame in bytes; zero is possible. */
  public int length(int frame) {
    return table[check(frame) * ENTRY + 1];
  }

  /** Bits of {@link FrameFlag}. */
  public int flags(int frame) {
    return table[check(frame) * ENTRY + 2];
  }

  public Origin origin() {
    return origin;
  }

  /** Receive time in nanoseconds since 1970-01-01T00:00Z. */
  public long received() {
    return received;
  }

  /** The packed id of frame 0, {@link #NO_ID} before the log gave one. Frame n has this + n. */
  public long firstId() {
    return firstId;
  }

  private int check(int frame) {
    if (frame < 0 || frame >= size) {
      throw new IndexOutOfBoundsException("frame " + frame + " of " + size);
    }
    return frame;
  }

  /** Collects frames into one block. One thread; {@link #build()} leaves it empty for the next. */
  public static final class Builder {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BLOCK = 256;

    /** The room that a copy leaves behind the frames is this part of them, and a little more. */
    private static final int ROOM_PART = 16;

    private static final int LEAST_ROOM = 256;
    private static final int FIRST_FRAMES = 4;

    /** A full read of a connection, and what was left of the one before. */
    private static final int MAX_GUESS = 1 << 18;

    private final Origin origin;
    private long received;
    private byte[] bytes = NOTHING;
    private int length;
    private int[] table = new int[0];
    private int size;

    /** Whether the block is lent: what is built gets a copy. */
    private boolean lent;

    /** How large the batch before was: the next one is likely to be as large. */
    private int lastLength = FIRST_BLOCK;

    private int lastSize = FIRST_FRAMES;

    private Builder(Origin origin, long received) {
      this.origin = origin;
      this.received = received;
    }

    /** Sets the receive time of the batch being built, in nanoseconds since 1970. */
    public Builder received(long nanos) {
      this.received = nanos;
      return this;
    }

    public int size() {
      return size;
    }

    public int length() {
      return length;
    }

    /** Copies one frame in. */
    public Builder add(byte[] source, int offset, int count, int flags) {
      int at = claim(count);
      System.arraycopy(source, offset, bytes, at, count);
      return close(at, count, flags);
    }

    public Builder add(byte[] frame) {
      return add(frame, 0, frame.length, 0);
    }

    /**
     * Makes room for {@code count} bytes and returns where they start in {@link #block()}; used by
     * those who copy from something that is not an array. Nothing is a frame until {@link #close}.
     */
    public int claim(int count) {
      if (count > bytes.length - length) {
        if (count > Integer.MAX_VALUE - 16 - length) {
          throw new IllegalArgumentException("a batch holds less than 2 GiB");
        }
        long wanted = Math.max(Math.max(lastLength, length + (long) count), 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        lent = false;
      }
      int at = length;
      length += count;
      return at;
    }

    /**
     * Collects in this memory, which stays the caller's, until {@link #handBack}, or until it is
     * too small: frames that come in one after the other are written where the processor has the
     * memory at hand, and moved once, when the batch is built.
     */
    public void lend(byte[] memory) {
      if (length <= memory.length) {
        System.arraycopy(bytes, 0, memory, 0, length);
        bytes = memory;
        lent = true;
      }
    }

    /** Does not touch what was lent any more; keeps what is in it. */
    public void handBack() {
      if (lent) {
        bytes = length == 0 ? NOTHING : Arrays.copyOf(bytes, length);
        lent = false;
      }
    }

    /** The block to write claimed bytes to; ask again after each {@link #claim}. */
    public byte[] block() {
      return bytes;
    }

    /** Enters [offset, offset + count) of the block as the next frame. */
    public Builder close(int offset, int count, int flags) {
      if (offset < 0 || count < 0 || offset > length - count) {
        throw new IndexOutOfBoundsException(
            "frame [" + offset + ", +" + count + ") in a block of " + length);
      }
      if ((size + 1) * ENTRY > table.length) {
        table = Arrays.copyOf(table, Math.max(lastSize * ENTRY, table.length * 2));
      }
      int at = size++ * ENTRY;
      table[at] = offset;
      table[at + 1] = count;
      table[at + 2] = flags;
      return this;
    }

    /** Gives the bytes from {@code length} on back; no frame may lie there. */
    public void shorten(int length) {
      if (length < 0 || length > this.length) {
        throw new IndexOutOfBoundsException(length + " of " + this.length);
      }
      this.length = length;
    }

    /** Hands the frames over and starts anew. */
    public RawBatch build() {
      return build(0);
    }

    /** Hands the frames over; the last {@code rest} bytes, in which none lies, begin the next. */
    public RawBatch build(int rest) {
      if (rest < 0 || rest > length) {
        throw new IndexOutOfBoundsException(rest + " of " + length);
      }
      byte[] before = bytes;
      int end = length - rest;
      byte[] block = lent ? copy(end) : before;
      var batch = new RawBatch(block, end, table, size, origin, received, NO_ID);
      lastLength = Math.clamp(end + (end >> 3), FIRST_BLOCK, MAX_GUESS);
      lastSize = Math.clamp(size + (size >> 3), FIRST_FRAMES, MAX_GUESS / 64);
      if (!lent) {
        bytes = NOTHING;
      }
      table = new int[0];
      length = 0;
      size = 0;
      System.arraycopy(before, end, block(rest), 0, rest);
      return batch;
    }

    private byte[] block(int rest) {
      claim(rest);
      return bytes;
    }

    /** With some room behind it, for what is entered beside the frames. */
    private byte[] copy(int end) {
      return Arrays.copyOf(bytes, Math.min(bytes.length, end + end / ROOM_PART + LEAST_ROOM));
    }
  }
}
