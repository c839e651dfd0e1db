package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.marsad.model.event.EventBatch;

/** The mappings, by their number, that a value of one field brings up: any, or certain ones. */
final class Trigger {
  private int[] any = {};
  private final ByName<int[]> byValue = new ByName<>();
  private final List<Prefix> prefixes = new ArrayList<>();

  void any(int mapping) {
    any = append(any, mapping);
  }

  /** A value that ends with a star stands for all that begin with what is in front of it. */
  void value(String value, int mapping) {
    if (value.endsWith("*")) {
      String text = value.substring(0, value.length() - 1).toLowerCase(Locale.ROOT);
      prefixes.add(new Prefix(text.getBytes(StandardCharsets.UTF_8), mapping));
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
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      if (Values.startsWith(bytes, offset, length, prefix.text)) {
        due.add(prefix.mapping);
      }
    }
  }

  private static int[] append(int[] before, int mapping) {
    int[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = mapping;
    return more;
  }

  private static final class Prefix {
    final byte[] text;
    final int mapping;

    Prefix(byte[] text, int mapping) {
      this.text = text;
      this.mapping = mapping;
    }
  }
}
