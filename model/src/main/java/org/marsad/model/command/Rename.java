package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code rename OLD as NEW}: all at once, so that names may be swapped. */
record Rename(List<Pair> pairs) implements Command {
  Rename {
    pairs = List.copyOf(pairs);
  }

  /** A name and what it becomes. */
  record Pair(String from, String to) {}

  /** Reads {@code a as b, c as d}; Kusto's {@code b = a} too. */
  static List<Command> read(TextReader in) {
    var pairs = new ArrayList<Pair>();
    do {
      String first = in.listName();
      boolean turned = in.take("=");
      if (first.isEmpty() || (!turned && !in.takeWord("as"))) {
        in.unexpected("SQ140", first.isEmpty() ? "the name of a field" : "as", "old as new");
        in.recover();
        break;
      }
      in.blanks();
      String second = in.is("\"") ? in.quoted('"') : in.listName();
      if (second.isEmpty()) {
        in.unexpected("SQ140", "the new name", "old as new");
        in.recover();
        break;
      }
      pairs.add(turned ? new Pair(second, first) : new Pair(first, second));
      in.take(",");
    } while (!in.isOver());
    return List.of(new Rename(pairs));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return Each.always(next, this::rename);
  }

  private Row rename(Row row) {
    List<Value> values = pairs.stream().map(pair -> row.get(pair.from)).toList();
    pairs.forEach(pair -> row.set(pair.from, Values.NULL));
    for (int i = 0; i < values.size(); i++) {
      row.set(pairs.get(i).to, values.get(i));
    }
    return row;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null) {
      return null;
    }
    var columns = new ArrayList<String>();
    for (String name : before) {
      String renamed = name;
      for (Pair pair : pairs) {
        renamed = pair.from.equals(name) ? pair.to : renamed;
      }
      if (!columns.contains(renamed)) {
        columns.add(renamed);
      }
    }
    return columns;
  }

  @Override
  public String toString() {
    var out = new StringBuilder("rename ");
    for (int i = 0; i < pairs.size(); i++) {
      out.append(i > 0 ? ", " : "").append(Names.inList(pairs.get(i).from));
      out.append(" as ").append(Names.inList(pairs.get(i).to));
    }
    return out.toString();
  }
}
