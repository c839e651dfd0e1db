package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Row;

/** A field to sort by; what is missing comes last both ways. */
record SortKey(String field, boolean descending) {
  /** Reads {@code -a, +b, c desc}. */
  static List<SortKey> readAll(TextReader in, String command) {
    var keys = new ArrayList<SortKey>();
    do {
      boolean descending = in.take("-");
      if (!descending) {
        in.take("+");
      }
      String field = in.listName();
      if (field.isEmpty()) {
        break;
      }
      if (in.takeWord("desc")) {
        descending = true;
      } else {
        in.takeWord("asc");
      }
      if (in.takeWord("nulls")) {
        in.word();
      }
      keys.add(new SortKey(field, descending));
      in.take(",");
    } while (!in.isOver() && !in.isOption());
    if (keys.isEmpty()) {
      in.unexpected("SQ140", "the name of a field behind " + command, "field", "-field");
      in.recover();
    }
    return keys;
  }

  static Comparator<Row> comparator(List<SortKey> keys) {
    return (a, b) -> {
      for (SortKey key : keys) {
        Value left = a.get(key.field);
        Value right = b.get(key.field);
        boolean there = !left.isNull() && !right.isNull();
        int order = Value.ORDER.compare(left, right);
        if (order != 0) {
          return key.descending && there ? -order : order;
        }
      }
      return 0;
    };
  }

  static String list(List<SortKey> keys) {
    var out = new StringBuilder();
    keys.forEach(key -> out.append(out.isEmpty() ? "" : ", ").append(key));
    return out.toString();
  }

  @Override
  public String toString() {
    return (descending ? "-" : "") + Names.inList(field);
  }
}
