package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Fold;

/** Values by text, looked up by the bytes of a text of any case. Immutable. */
final class ByteMap<V> {
  private final byte[][] keys;
  private final Object[] values;

  private ByteMap(byte[][] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  static <V> ByteMap<V> of(Map<String, V> entries) {
    int size = Integer.highestOneBit(Math.max(4, entries.size())) * 4;
    var keys = new byte[size][];
    var values = new Object[size];
    entries.forEach(
        (text, value) -> {
          byte[] key = Fold.text(text).getBytes(StandardCharsets.UTF_8);
          int at = hash(key, 0, key.length) & size - 1;
          while (values[at] != null) {
            at = at + 1 & size - 1;
          }
          keys[at] = key;
          values[at] = value;
        });
    return new ByteMap<>(keys, values);
  }

  @SuppressWarnings("unchecked") // only values of this kind are put in
  @Nullable V get(byte[] text, int from, int to) {
    int mask = values.length - 1;
    int at = hash(text, from, to) & mask;
    while (values[at] != null) {
      if (equal(keys[at], text, from, to)) {
        return (V) values[at];
      }
      at = at + 1 & mask;
    }
    return null;
  }

  private static boolean equal(byte[] key, byte[] text, int from, int to) {
    if (key.length != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (lower(text[i]) != key[i - from]) {
        return text[i] < 0 && Arrays.equals(Fold.bytes(text, from, to), key);
      }
    }
    return true;
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 0x811c9dc5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ lower(text[i])) * 0x01000193;
    }
    return hash ^ hash >>> 15;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }
}
