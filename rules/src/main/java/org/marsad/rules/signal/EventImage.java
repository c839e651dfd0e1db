package org.marsad.rules.signal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /** An event whose original is longer has no image: it would cost more than it tells. */
  private static final int MAX_ORIGINAL = 64 << 10;

  private final byte[] bytes;

  private EventImage(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The event of a row; null where it is very long. */
  public static @Nullable EventImage of(EventBatch batch, int row) {
    if (batch.originalLength(row) > MAX_ORIGINAL) {
      return null;
    }
    var bytes = new ByteArrayOutputStream(256);
    try {
      write(batch, row, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EventImage(bytes.toByteArray());
  }

  private static void write(EventBatch batch, int row, DataOutputStream out) throws IOException {
    out.writeLong(batch.id(row));
    out.writeLong(batch.timestamp(row));
    out.writeLong(batch.received(row));
    Origin origin = batch.origin(row);
    out.writeByte(origin.transport().code());
    Texts.write(out, origin.input());
    Texts.write(out, origin.peer());
    int original = batch.originalOffset(row);
    int originalEnd = original + batch.originalLength(row);
    out.writeInt(originalEnd - original);
    out.write(batch.bytes(), original, originalEnd - original);
    out.writeInt(batch.endSlice(row) - batch.firstSlice(row));
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      int offset = batch.offset(slice);
      int length = batch.length(slice);
      boolean inside = offset >= original && offset + length <= originalEnd;
      Texts.write(out, batch.schema().field(batch.field(slice)).name());
      out.writeByte(batch.kind(slice).code());
      out.writeInt(inside ? offset - original : -1);
      out.writeInt(length);
      if (!inside) {
        out.write(batch.bytes(), offset, length);
      }
    }
  }

  /** As a batch of one row. */
  public EventBatch batch(Schema schema) {
    try {
      return read(schema, new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EventBatch read(Schema schema, DataInputStream in) throws IOException {
    long id = in.readLong();
    long timestamp = in.readLong();
    long received = in.readLong();
    Transport transport = Transport.of(in.readByte());
    var origin = Origin.of(Texts.read(in), transport, Texts.read(in));
    EventBatch.Builder row = EventBatch.builder(schema);
    byte[] original = in.readNBytes(in.readInt());
    int at = row.append(original, 0, original.length);
    row.begin(id, received, origin, at, original.length).timestamp(timestamp);
    for (int left = in.readInt(); left > 0; left--) {
      String name = Texts.read(in);
      ValueKind kind = ValueKind.of(in.readByte());
      int offset = in.readInt();
      int length = in.readInt();
      int field = schema.id(name);
      int start = at + offset;
      if (offset < 0) {
        start = row.append(in.readNBytes(length), 0, length);
      }
      if (field != Schema.NONE) {
        row.add(field, kind, start, length);
      }
    }
    return row.end().build();
  }

  /** For checkpoints; null is written too. */
  static void write(DataOutput out, @Nullable EventImage image) throws IOException {
    out.writeInt(image == null ? -1 : image.bytes.length);
    if (image != null) {
      out.write(image.bytes);
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
    return new EventImage(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventImage that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
