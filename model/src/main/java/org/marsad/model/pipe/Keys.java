package org.marsad.model.pipe;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.expr.Value;

/** The values of some fields of a row as one key: rows whose values read the same have the same. */
public final class Keys {
  private Keys() {}

  /** The values of these fields. */
  public static List<Value> values(Row row, List<String> fields) {
    var values = new ArrayList<Value>(fields.size());
    for (String field : fields) {
      values.add(row.get(field));
    }
    return values;
  }

  /** A text that is the same for values that read the same; a missing one reads like no other. */
  public static String text(List<Value> values) {
    if (values.size() == 1) {
      return values.getFirst().isNull() ? "\u0000" : values.getFirst().text();
    }
    var out = new StringBuilder();
    for (Value value : values) {
      String text = value.text();
      out.append(value.isNull() ? -1 : text.length()).append(':').append(text);
    }
    return out.toString();
  }
}
