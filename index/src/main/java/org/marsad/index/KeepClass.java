package org.marsad.index;

import java.time.Duration;
import java.util.Locale;
import org.marsad.model.config.ByteSize;

/**
 * How long events with a label are kept, where that is not as long as all others. They lie in
 * shards of their own, which go as a whole.
 *
 * @param name the value of the label: lower case letters, digits, {@code _} and {@code -}
 * @param keepFor how long, by the time of their shard; 0 for ever
 * @param keep how much room their shards may take together; the oldest go first; 0 for any
 */
public record KeepClass(String name, Duration keepFor, ByteSize keep) {
  private static final int LONGEST = 32;

  public KeepClass {
    boolean fits = !name.isEmpty() && name.length() <= LONGEST;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fits &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "keep_classes: name \"%s\" must be 1 to %d of a-z, 0-9, _ and -",
              name,
              LONGEST));
    }
    if (keepFor.isNegative() || keep.bytes() < 0) {
      throw new IllegalArgumentException(
          "keep_classes: keep_for and keep of " + name + " must not be negative");
    }
  }
}
