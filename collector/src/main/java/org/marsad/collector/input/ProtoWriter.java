package org.marsad.collector.input;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes small messages in the wire format of Protocol Buffers. One thread. */
final class ProtoWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter number(int field, long value) {
    varint((long) field << 3 | ProtoReader.VARINT);
    varint(value);
    return this;
  }

  ProtoWriter text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.toByteArray());
  }

  ProtoWriter fixed64(int field, long value) {
    varint((long) field << 3 | ProtoReader.FIXED64);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  ProtoWriter bytes(int field, byte[] bytes) {
    varint((long) field << 3 | ProtoReader.LENGTH);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) rest | 0x80);
    }
    out.write((int) rest);
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
