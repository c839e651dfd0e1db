package org.marsad.rules.keyed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a group as one text, and back. Values may have anything in them. */
final class GroupKey {
  private GroupKey() {}

  /** The values of the fields; null if one is missing. */
  static @Nullable String of(List<String> fields, Map<String, String> values) {
    if (fields.size() == 1) {
      return values.get(fields.getFirst());
    }
    var key = new StringBuilder();
    for (String field : fields) {
      String value = values.get(field);
      if (value == null) {
        return null;
      }
      key.append(value.length()).append(':').append(value);
    }
    return key.toString();
  }

  /** The values in a key of so many. */
  static List<String> values(String key, int fields) {
    if (fields == 1) {
      return List.of(key);
    }
    var values = new ArrayList<String>();
    int at = 0;
    while (at < key.length()) {
      int colon = key.indexOf(':', at);
      int length = Integer.parseInt(key, at, colon, 10);
      values.add(key.substring(colon + 1, colon + 1 + length));
      at = colon + 1 + length;
    }
    return values;
  }
}
