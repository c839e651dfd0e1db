package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Texts as the bytes they came in, made strings of JSON. What is ASCII alone, nearly everything,
 * goes from bytes to bytes; bytes that are no UTF-8 become U+FFFD. Stateless.
 */
final class JsonText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private JsonText() {}

  /** Writes a string; the generator is one that writes bytes. */
  static void write(byte[] bytes, int offset, int length, JsonGenerator out) throws IOException {
    if (isAscii(bytes, offset, length)) {
      out.writeUTF8String(bytes, offset, length);
    } else {
      out.writeString(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
  }

  /** Whether no byte is above 0x7f. */
  static boolean isAscii(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      if (((long) LONGS.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }
}
