package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.lookup.LookupIndex;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.QueryRefusedException;

/**
 * {@code lookup assets ip as source.ip output owner, site as source.site}: adds what a table says
 * of a row. A row that the table says nothing of stays as it is. {@code outputnew} leaves fields
 * alone that have a value. Without either all columns are added but the keys.
 *
 * @param keys columns, and the fields that are looked up in them
 * @param outputs columns, and the fields they become; none for all
 * @param onlyNew whether fields that have a value keep it
 */
record Lookup(String table, List<Pair> keys, List<Pair> outputs, boolean onlyNew)
    implements Command {
  Lookup {
    keys = List.copyOf(keys);
    outputs = List.copyOf(outputs);
  }

  /** A column of the table and a field of the row. */
  record Pair(String column, String field) {
    @Override
    public String toString() {
      return column.equals(field)
          ? Names.inList(column)
          : Names.inList(column) + " as " + Names.inList(field);
    }
  }

  static List<Command> read(TextReader in) {
    in.takeWord("join");
    // A row that is not found stays, whatever kind of join others call it.
    Arguments.options(in, List.of("kind", "type", "local", "update"));
    String table = in.listName();
    if (table.isEmpty()) {
      in.unexpected("SQ140", "the name of a table behind lookup", "a table");
      in.recover();
      return List.of();
    }
    in.takeWord("on");
    List<Pair> keys = pairs(in);
    if (keys.isEmpty()) {
      in.unexpected("SQ140", "a column of " + table + " to look up", "COLUMN as FIELD");
      in.recover();
      return List.of();
    }
    boolean onlyNew = in.takeWord("outputnew");
    List<Pair> outputs = List.of();
    if (onlyNew || in.takeWord("output") || in.takeWord("with")) {
      outputs = pairs(in);
      if (outputs.isEmpty()) {
        in.unexpected("SQ140", "a column of " + table + " to add", "COLUMN as FIELD");
      }
    }
    return List.of(new Lookup(table, keys, outputs, onlyNew));
  }

  private static boolean isOutput(TextReader in) {
    return in.isWord("output") || in.isWord("outputnew") || in.isWord("with");
  }

  private static List<Pair> pairs(TextReader in) {
    var pairs = new ArrayList<Pair>();
    while (!in.isOver() && !isOutput(in)) {
      String column = in.listName();
      if (column.isEmpty()) {
        break;
      }
      String field = column;
      if (in.takeWord("as")) {
        field = in.listName();
        if (field.isEmpty()) {
          in.unexpected("SQ140", "the name of a field behind as", "a field");
          break;
        }
      }
      pairs.add(new Pair(column, field));
      in.take(",");
    }
    return pairs;
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null || outputs.isEmpty()) {
      return null;
    }
    var columns = new LinkedHashSet<>(before);
    outputs.forEach(output -> columns.add(output.field));
    return List.copyOf(columns);
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    LookupTable found = find(run);
    List<String> keyColumns = keys.stream().map(Pair::column).toList();
    keyColumns.forEach(column -> require(found, column));
    LookupIndex index = found.by(keyColumns);
    List<Pair> added = outputs;
    if (added.isEmpty()) {
      added =
          found.columns().stream()
              .filter(column -> !keyColumns.contains(column))
              .map(column -> new Pair(column, column))
              .toList();
    }
    int[] from = added.stream().mapToInt(output -> require(found, output.column)).toArray();
    List<Pair> names = added;
    return Each.always(next, row -> looked(row, found, index, names, from));
  }

  private LookupTable find(Run run) {
    try {
      LookupTable found = run.surroundings().table(table);
      if (found != null) {
        return found;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> known = run.surroundings().tables();
    throw new QueryRefusedException(
        "there is no lookup table \""
            + table
            + "\"; "
            + (known.isEmpty() ? "there is none yet" : "there are " + String.join(", ", known)));
  }

  private static int require(LookupTable table, String column) {
    int at = table.column(column);
    if (at < 0) {
      throw new QueryRefusedException(
          "the lookup table \""
              + table.name()
              + "\" has no column \""
              + column
              + "\"; it has "
              + String.join(", ", table.columns()));
    }
    return at;
  }

  private Row looked(
      Row row, LookupTable found, LookupIndex index, List<Pair> added, int[] columns) {
    int[] rows = index.find(keys.stream().map(key -> row.get(key.field)).toList());
    if (rows.length == 0) {
      return row;
    }
    for (int i = 0; i < columns.length; i++) {
      String field = added.get(i).field;
      Value value = found.value(rows, columns[i]);
      if (!value.isNull() && (!onlyNew || row.get(field).isNull())) {
        row.set(field, value);
      }
    }
    return row;
  }

  @Override
  public String toString() {
    String out = onlyNew ? " outputnew " : " output ";
    return "lookup "
        + Names.inList(table)
        + " "
        + list(keys)
        + (outputs.isEmpty() ? "" : out + list(outputs));
  }

  private static String list(List<Pair> pairs) {
    return pairs.stream().map(Pair::toString).collect(Collectors.joining(", "));
  }
}
