package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/** The mappings, by their number, that a value of one field brings up: any, or certain ones. */
final class Trigger {
  /** What the digits have in common, with that bit. */
  private static final int DIGITS = 0x30;

  private int[] any = {};
  private final ByName<int[]> byValue = new ByName<>();

  /** By their first byte: text that none begins so costs one look. */
  private final @Nullable Prefixes[] prefixes = new Prefixes[256];

  void any(int mapping) {
    any = append(any, mapping);
  }

  /**
   * A value that ends with a star stands for all that begin with what is in front of it, where a
   * {@code #} stands for any digit and a {@code ^} for any letter or digit.
   */
  void value(String value, int mapping) {
    if (value.endsWith("*")) {
      String text = value.substring(0, value.length() - 1).toLowerCase(Locale.ROOT);
      prefix(new Prefix(text.getBytes(StandardCharsets.UTF_8), mapping));
      return;
    }
    int[] before = byValue.find(value);
    byValue.put(value, append(before == null ? new int[0] : before, mapping));
  }

  /** Marks the mappings of a slice as due. */
  void pull(EventBatch.Builder event, int slice, Due due) {
    due.add(any);
    byte[] bytes = event.bytes();
    int offset = event.offset(slice);
    int length = event.length(slice);
    int[] mappings = byValue.find(bytes, offset, length);
    if (mappings != null) {
      due.add(mappings);
    }
    Prefixes same = length == 0 ? null : prefixes[bytes[offset] & 0xff];
    if (same != null) {
      same.pull(bytes, offset, length, due);
    }
  }

  private void prefix(Prefix prefix) {
    for (int first = 0; first < prefixes.length; first++) {
      if (prefix.text.length == 0 || Prefix.fits(prefix.text[0], (byte) first)) {
        Prefixes before = prefixes[first];
        prefixes[first] = before == null ? Prefixes.of(prefix) : before.and(prefix);
      }
    }
  }

  private static int[] append(int[] before, int mapping) {
    int[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = mapping;
    return more;
  }

  /** Some that begin alike; a look at their first eight bytes costs no look at themselves. */
  private static final class Prefixes {
    private final Prefix[] all;
    private final long[] heads;
    private final long[] masks;

    private Prefixes(Prefix[] all) {
      this.all = all;
      heads = Arrays.stream(all).mapToLong(prefix -> prefix.head).toArray();
      masks = Arrays.stream(all).mapToLong(prefix -> prefix.mask).toArray();
    }

    static Prefixes of(Prefix one) {
      return new Prefixes(new Prefix[] {one});
    }

    Prefixes and(Prefix other) {
      Prefix[] more = Arrays.copyOf(all, all.length + 1);
      more[all.length] = other;
      return new Prefixes(more);
    }

    void pull(byte[] bytes, int offset, int length, Due due) {
      long head = Values.head(bytes, offset, length);
      for (int i = 0; i < heads.length; i++) {
        if ((head & masks[i]) == heads[i] && all[i].begins(bytes, offset, length)) {
          due.add(all[i].mapping);
        }
      }
    }
  }

  private static final class Prefix {
    final byte[] text;
    final int mapping;

    /**
     * What the first eight bytes must be where the mask says so: a look before all are compared.
     */
    final long head;

    final long mask;

    Prefix(byte[] text, int mapping) {
      this.text = text;
      this.mapping = mapping;
      long wanted = 0;
      long looked = 0;
      for (int i = Math.min(text.length, Long.BYTES) - 1; i >= 0; i--) {
        wanted = wanted << 8 | wanted(text[i]);
        looked = looked << 8 | looked(text[i]);
      }
      head = wanted;
      mask = looked;
    }

    private static int wanted(byte sign) {
      return switch (sign) {
        case '#' -> DIGITS;
        case '^' -> 0;
        default -> (sign | 0x20) & 0xff;
      };
    }

    private static int looked(byte sign) {
      return switch (sign) {
        case '#' -> 0xf0;
        case '^' -> 0;
        default -> 0xff;
      };
    }

    boolean begins(byte[] bytes, int offset, int length) {
      if (length < text.length) {
        return false;
      }
      for (int i = 0; i < text.length; i++) {
        if (!fits(text[i], bytes[offset + i])) {
          return false;
        }
      }
      return true;
    }

    static boolean fits(byte wanted, byte found) {
      return switch (wanted) {
        case '#' -> found >= '0' && found <= '9';
        case '^' -> (found >= '0' && found <= '9') || isLetter(found);
        default -> wanted == Values.lower(found);
      };
    }

    private static boolean isLetter(byte found) {
      int small = Values.lower(found);
      return small >= 'a' && small <= 'z';
    }
  }
}
