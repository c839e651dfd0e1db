package org.marsad.collector.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** Bytes of Lumberjack, as senders write them. */
public final class LumberjackStream {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int version;

  /** Of version '1' or '2'. */
  public LumberjackStream(int version) {
    this.version = version;
  }

  public static LumberjackStream v2() {
    return new LumberjackStream('2');
  }

  public LumberjackStream window(int size) {
    return head('W').number(size);
  }

  public LumberjackStream json(int sequence, String json) {
    return json(sequence, json.getBytes(StandardCharsets.UTF_8));
  }

  public LumberjackStream json(int sequence, byte[] json) {
    return head('J').number(sequence).number(json.length).raw(json);
  }

  /** Names and values in turn. */
  public LumberjackStream pairs(int sequence, String... pairs) {
    head('D').number(sequence).number(pairs.length / 2);
    for (String text : pairs) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length).raw(bytes);
    }
    return this;
  }

  public LumberjackStream compressed(LumberjackStream inner) {
    byte[] packed = deflate(inner.bytes());
    return head('C').number(packed.length).raw(packed);
  }

  public LumberjackStream head(char kind) {
    out.write(version);
    out.write(kind);
    return this;
  }

  public LumberjackStream number(int value) {
    return raw(ByteBuffer.allocate(4).putInt(value).array());
  }

  public LumberjackStream raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  /** As zlib packs. */
  public static byte[] deflate(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var deflater = new java.util.zip.DeflaterOutputStream(packed, new Deflater(9))) {
      deflater.write(bytes);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }
}
