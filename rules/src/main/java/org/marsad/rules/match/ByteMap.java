package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Fold;

/** Values by text, looked up by the bytes of a text of any case. Immutable. */
public final class ByteMap<V> {
  private static final int SEED = 0x811c9dc5;

  private final byte[][] keys;
  private final Object[] values;

  private ByteMap(byte[][] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  /** A map of these; texts that differ in case alone must not be among them. */
  public static <V> ByteMap<V> of(Map<String, V> entries) {
    int size = Integer.highestOneBit(Math.max(4, entries.size())) * 4;
    var keys = new byte[size][];
    var values = new Object[size];
    entries.forEach(
        (text, value) -> {
          byte[] key = Fold.text(text).getBytes(StandardCharsets.UTF_8);
          int hash = SEED;
          for (byte b : key) {
            hash = mixed(hash, b);
          }
          int at = spread(hash) & size - 1;
          while (values[at] != null) {
            at = at + 1 & size - 1;
          }
          keys[at] = key;
          values[at] = value;
        });
    return new ByteMap<>(keys, values);
  }

  /** The value of the text in [from, to), or null. */
  public @Nullable V get(byte[] text, int from, int to) {
    int hash = SEED;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b < 0) {
        return folded(Fold.bytes(text, from, to));
      }
      hash = mixed(hash, lower(b));
    }
    return find(spread(hash), text, from, to);
  }

  private @Nullable V folded(byte[] text) {
    int hash = SEED;
    for (byte b : text) {
      hash = mixed(hash, b);
    }
    return find(spread(hash), text, 0, text.length);
  }

  @SuppressWarnings("unchecked") // only values of this kind are put in
  private @Nullable V find(int hash, byte[] text, int from, int to) {
    int mask = values.length - 1;
    for (int at = hash & mask; values[at] != null; at = at + 1 & mask) {
      if (equal(keys[at], text, from, to)) {
        return (V) values[at];
      }
    }
    return null;
  }

  private static boolean equal(byte[] key, byte[] text, int from, int to) {
    if (key.length != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (lower(text[i]) != key[i - from]) {
        return false;
      }
    }
    return true;
  }

  private static int mixed(int hash, byte b) {
    return (hash ^ b) * 0x01000193;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 15;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }
}
