package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;

/** The order of the ends of a range, as far as they say by themselves what they are. */
final class Bounds {
  private Bounds() {}

  /** Whether nothing can lie between. */
  static boolean isEmpty(Query.@Nullable Bound lower, Query.@Nullable Bound upper) {
    if (lower == null || upper == null) {
      return false;
    }
    int order = compare(lower.value(), upper.value());
    return order > 0 || (order == 0 && !(lower.inclusive() && upper.inclusive()));
  }

  /** As numbers, addresses or times if both are; else as folded text. */
  static int compare(String a, String b) {
    Double number = Numbers.parse(a);
    Double otherNumber = Numbers.parse(b);
    if (number != null && otherNumber != null) {
      return number.compareTo(otherNumber);
    }
    byte[] address = Address.parse(a);
    byte[] otherAddress = Address.parse(b);
    if (address != null && otherAddress != null) {
      return Arrays.compareUnsigned(address, otherAddress);
    }
    Long time = time(a);
    Long otherTime = time(b);
    if (time != null && otherTime != null) {
      return time.compareTo(otherTime);
    }
    return Arrays.compareUnsigned(folded(a), folded(b));
  }

  static byte[] folded(String text) {
    return Fold.text(text).getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable Long time(String text) {
    try {
      return Nanos.parse(text);
    } catch (DateTimeException _) {
      return null;
    }
  }
}
