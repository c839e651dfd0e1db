package org.marsad.rules.signal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;

/**
 * One event in full, apart from its batch: so that it can be told later which conditions of a rule
 * it met. Immutable.
 */
public final class EventImage {
  private static final int MAX = 64 << 20;
  private static final int MAX_VALUES = 1 << 24;

  /** An event whose original is longer has no image: it would cost more than it tells. */
  private static final int MAX_ORIGINAL = 64 << 10;

  private final long id;
  private final long timestamp;
  private final long received;
  private final Origin origin;

  /** The original, and behind it values that do not lie in it. */
  private final byte[] bytes;

  private final int original;

  /** Of each value the name of its field, its kind, and where it lies. */
  private final String[] names;

  private final byte[] kinds;
  private final int[] offsets;
  private final int[] lengths;

  private EventImage(
      long id,
      long timestamp,
      long received,
      Origin origin,
      byte[] bytes,
      int original,
      String[] names,
      byte[] kinds,
      int[] offsets,
      int[] lengths) {
    this.id = id;
    this.timestamp = timestamp;
    this.received = received;
    this.origin = origin;
    this.bytes = bytes;
    this.original = original;
    this.names = names;
    this.kinds = kinds;
    this.offsets = offsets;
    this.lengths = lengths;
  }

  /** The event of a row; null where it is very long. */
  public static @Nullable EventImage of(EventBatch batch, int row) {
    int original = batch.originalLength(row);
    if (original > MAX_ORIGINAL) {
      return null;
    }
    int begin = batch.originalOffset(row);
    int first = batch.firstSlice(row);
    int count = batch.endSlice(row) - first;
    var names = new String[count];
    var kinds = new byte[count];
    var offsets = new int[count];
    var lengths = new int[count];
    int size = original;
    for (int i = 0; i < count; i++) {
      int offset = batch.offset(first + i) - begin;
      names[i] = batch.schema().field(batch.field(first + i)).name();
      kinds[i] = (byte) batch.kind(first + i).code();
      lengths[i] = batch.length(first + i);
      boolean isInside = offset >= 0 && offset + lengths[i] <= original;
      offsets[i] = isInside ? offset : size;
      size += isInside ? 0 : lengths[i];
    }
    byte[] bytes = Arrays.copyOfRange(batch.bytes(), begin, begin + size);
    for (int i = 0; i < count; i++) {
      if (offsets[i] >= original) {
        System.arraycopy(batch.bytes(), batch.offset(first + i), bytes, offsets[i], lengths[i]);
      }
    }
    return new EventImage(
        batch.id(row),
        batch.timestamp(row),
        batch.received(row),
        batch.origin(row),
        bytes,
        original,
        names,
        kinds,
        offsets,
        lengths);
  }

  /** As a batch of one row. */
  public EventBatch batch(Schema schema) {
    EventBatch.Builder row = EventBatch.single(schema);
    int at = row.append(bytes, 0, bytes.length);
    row.begin(id, received, origin, at, original).timestamp(timestamp);
    for (int i = 0; i < names.length; i++) {
      int field = schema.id(names[i]);
      if (field != Schema.NONE) {
        row.add(field, ValueKind.of(kinds[i]), at + offsets[i], lengths[i]);
      }
    }
    return row.end().build();
  }

  /** For checkpoints; null is written too. */
  static void write(DataOutput out, @Nullable EventImage image) throws IOException {
    out.writeInt(image == null ? -1 : image.bytes.length);
    if (image != null) {
      image.write(out);
    }
  }

  private void write(DataOutput out) throws IOException {
    out.write(bytes);
    out.writeInt(original);
    out.writeLong(id);
    out.writeLong(timestamp);
    out.writeLong(received);
    out.writeByte(origin.transport().code());
    Texts.write(out, origin.input());
    Texts.write(out, origin.peer());
    out.writeInt(names.length);
    for (int i = 0; i < names.length; i++) {
      Texts.write(out, names[i]);
      out.writeByte(kinds[i]);
      out.writeInt(offsets[i]);
      out.writeInt(lengths[i]);
    }
  }

  /** Reads what {@link #write(DataOutput, EventImage)} wrote. */
  static @Nullable EventImage read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    if (length > MAX) {
      throw new IOException("an event of " + length + " bytes in a checkpoint");
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    int original = in.readInt();
    long id = in.readLong();
    long timestamp = in.readLong();
    long received = in.readLong();
    Transport transport = Transport.of(in.readByte());
    var origin = Origin.of(Texts.read(in), transport, Texts.read(in));
    int count = in.readInt();
    if (count < 0 || count > MAX_VALUES) {
      throw new IOException("an event of " + count + " values in a checkpoint");
    }
    var names = new String[count];
    var kinds = new byte[count];
    var offsets = new int[count];
    var lengths = new int[count];
    for (int i = 0; i < count; i++) {
      names[i] = Texts.read(in);
      kinds[i] = in.readByte();
      offsets[i] = in.readInt();
      lengths[i] = in.readInt();
    }
    return new EventImage(
        id, timestamp, received, origin, bytes, original, names, kinds, offsets, lengths);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventImage that
        && id == that.id
        && original == that.original
        && Arrays.equals(bytes, that.bytes)
        && Arrays.equals(names, that.names)
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(lengths, that.lengths);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id) * 31 + Arrays.hashCode(bytes);
  }
}
