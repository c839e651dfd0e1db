package org.marsad.index.field;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.util.BytesRef;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;

/**
 * An event as it is stored, version 2:
 *
 * <pre>
 * version (1), id, @timestamp, received, indexed (8 each),
 * transport (1), input, peer, format, identity (length as vint, UTF-8),
 * original (length as vint, bytes), number of values (vint), then each:
 *   name (length as vint, UTF-8), kind + 2 * 4 if it lies in the original (1),
 *   offset in the original (vint) and length (vint), or length and bytes
 * </pre>
 *
 * One thread, since the buffer is reused.
 */
public final class EventCodec {
  private static final byte VERSION = 2;
  private static final int IN_ORIGINAL = 4;
  private static final int KIND = 3;
  private static final long HEAD = 64 + 4L * (5 + 3 * Origin.MAX_LENGTH);

  private byte[] buffer = new byte[4096];
  private final ByteArrayDataOutput out = new ByteArrayDataOutput(buffer);

  /** The event of a row; valid until the next call. */
  public BytesRef encode(EventBatch batch, int row, long indexed) throws IOException {
    reserve(batch, row);
    out.writeByte(VERSION);
    out.writeLong(batch.id(row));
    out.writeLong(batch.timestamp(row));
    out.writeLong(batch.received(row));
    out.writeLong(indexed);
    Origin origin = batch.origin(row);
    out.writeByte(origin.transport().code());
    text(origin.input());
    text(origin.peer());
    text(origin.format());
    text(origin.identity());
    int original = batch.originalOffset(row);
    int originalEnd = original + batch.originalLength(row);
    out.writeVInt(originalEnd - original);
    out.writeBytes(batch.bytes(), original, originalEnd - original);
    int first = batch.firstSlice(row);
    int end = batch.endSlice(row);
    out.writeVInt(end - first);
    for (int slice = first; slice < end; slice++) {
      text(batch.schema().field(batch.field(slice)).name());
      int offset = batch.offset(slice);
      int length = batch.length(slice);
      boolean inside = offset >= original && offset + length <= originalEnd;
      out.writeByte((byte) (batch.kind(slice).code() | (inside ? IN_ORIGINAL : 0)));
      if (inside) {
        out.writeVInt(offset - original);
        out.writeVInt(length);
      } else {
        out.writeVInt(length);
        out.writeBytes(batch.bytes(), offset, length);
      }
    }
    return new BytesRef(buffer, 0, out.getPosition());
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeVInt(bytes.length);
    out.writeBytes(bytes, 0, bytes.length);
  }

  /** Makes the buffer as large as the event can become. */
  private void reserve(EventBatch batch, int row) {
    long size = HEAD + batch.originalLength(row);
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      size += 16L + Schema.MAX_NAME_BYTES + batch.length(slice);
    }
    if (size > buffer.length) {
      buffer = new byte[Math.toIntExact(Math.max(size, buffer.length * 2L))];
    }
    out.reset(buffer);
  }

  /**
   * Puts a stored event into a batch as its next row.
   *
   * @throws IOException if the bytes are of another version
   */
  public static void decode(BytesRef stored, EventBatch.Builder batch) throws IOException {
    var in = new ByteArrayDataInput(stored.bytes, stored.offset, stored.length);
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a stored event has version " + version + ", expecting " + VERSION);
    }
    long id = in.readLong();
    long timestamp = in.readLong();
    long received = in.readLong();
    long indexed = in.readLong();
    Transport transport = Transport.of(in.readByte());
    var origin = new Origin(readText(in), transport, readText(in), readText(in), readText(in));
    int length = in.readVInt();
    int original = batch.append(stored.bytes, in.getPosition(), length);
    in.skipBytes(length);
    batch.begin(id, received, origin, original, length).timestamp(timestamp).indexed(indexed);
    for (int left = in.readVInt(); left > 0; left--) {
      value(in, stored, batch, original);
    }
    batch.end();
  }

  private static void value(
      ByteArrayDataInput in, BytesRef stored, EventBatch.Builder batch, int original)
      throws IOException {
    int nameLength = in.readVInt();
    int field = batch.schema().id(stored.bytes, in.getPosition(), nameLength);
    String name =
        field == Schema.NONE
            ? new String(stored.bytes, in.getPosition(), nameLength, StandardCharsets.UTF_8)
            : "";
    in.skipBytes(nameLength);
    int flags = in.readByte();
    int offset;
    int length;
    if ((flags & IN_ORIGINAL) != 0) {
      offset = original + in.readVInt();
      length = in.readVInt();
    } else {
      length = in.readVInt();
      offset = batch.append(stored.bytes, in.getPosition(), length);
      in.skipBytes(length);
    }
    if (field == Schema.NONE) {
      byte[] value = Arrays.copyOfRange(batch.bytes(), offset, offset + length);
      batch.add(Fields.OVERFLOW, name + "=" + new String(value, StandardCharsets.UTF_8));
    } else {
      batch.add(field, ValueKind.of(flags & KIND), offset, length);
    }
  }

  private static String readText(ByteArrayDataInput in) {
    var bytes = new byte[in.readVInt()];
    in.readBytes(bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
