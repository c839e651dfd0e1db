package org.marsad.rules.match;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Which of the names that rules use a field of the schema has. Blanks in the names of fields do not
 * count ({@code Threat Name} is {@code ThreatName}); a name of ours that a sender used stands under
 * {@code json.}; a field {@code a.b} is part of the object {@code a}. Learns the fields of the
 * schema as they come. Thread-safe.
 */
final class NameTable {
  private static final String SENDERS = "json.";
  private static final int[] NO_NAMES = {};

  private final Schema schema;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private volatile Entry[] entries = new Entry[0];

  NameTable(Schema schema, List<String> names) {
    this.schema = schema;
    names.forEach(name -> numbers.putIfAbsent(canonical(name), numbers.size()));
  }

  int size() {
    return numbers.size();
  }

  /** The number of a name among those given. */
  int number(String name) {
    Integer number = numbers.get(canonical(name));
    if (number == null) {
      throw new IllegalArgumentException("nobody asks for " + name);
    }
    return number;
  }

  /** What a field of the schema is to the rules. */
  Entry entry(int field) {
    Entry[] known = entries;
    return field < known.length ? known[field] : learn(field);
  }

  private synchronized Entry learn(int field) {
    Entry[] known = entries;
    if (field >= known.length) {
      int size = Math.max(schema.size(), field + 1);
      Entry[] more = Arrays.copyOf(known, size);
      for (int id = known.length; id < size; id++) {
        more[id] = entryOf(id);
      }
      entries = more;
      known = more;
    }
    return known[field];
  }

  private Entry entryOf(int field) {
    if (Fields.isRow(field)) {
      return new Entry(-1, NO_NAMES);
    }
    String name = canonical(schema.field(field).name());
    Integer direct = numbers.get(name);
    if (direct == null && name.startsWith(SENDERS)) {
      direct = numbers.get(name.substring(SENDERS.length()));
    }
    int[] objects = NO_NAMES;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      Integer object = numbers.get(name.substring(0, dot));
      if (object != null) {
        objects = Arrays.copyOf(objects, objects.length + 1);
        objects[objects.length - 1] = object;
      }
    }
    return new Entry(direct == null ? -1 : direct, objects);
  }

  /** Whether a field of an event has a name, as {@link Entry#direct()} says for many. */
  static boolean isNamed(String field, String name) {
    String here = canonical(field);
    String wanted = canonical(name);
    return here.equals(wanted)
        || (here.length() == SENDERS.length() + wanted.length()
            && here.startsWith(SENDERS)
            && here.endsWith(wanted));
  }

  /** Whether a field of an event is part of an object of a name. */
  static boolean isPartOf(String field, String name) {
    String here = canonical(field);
    String wanted = canonical(name);
    return here.length() > wanted.length()
        && here.charAt(wanted.length()) == '.'
        && here.startsWith(wanted);
  }

  private static String canonical(String name) {
    return name.indexOf(' ') < 0 ? name : name.replace(" ", "");
  }

  /**
   * A field of the schema.
   *
   * @param direct the number of its name, or -1
   * @param objects numbers of names it is a part of
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(int direct, int[] objects) {}
}
