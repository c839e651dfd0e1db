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

/**
 * {@code fields a, b.*} keeps these fields and the time and id of events, {@code table a, b} makes
 * them the columns, {@code fields - a} drops them.
 */
record FieldsCommand(List<String> names, Way way) implements Command {
  /** What is done with the names. */
  enum Way {
    KEEP,
    TABLE,
    DROP
  }

  FieldsCommand {
    names = List.copyOf(names);
  }

  static List<Command> read(TextReader in) {
    boolean drop = in.take("-");
    in.take("+");
    return List.of(
        new FieldsCommand(Arguments.someNames(in, "fields"), drop ? Way.DROP : Way.KEEP));
  }

  static List<Command> readTable(TextReader in) {
    return List.of(new FieldsCommand(Arguments.someNames(in, "table"), Way.TABLE));
  }

  static List<Command> readDrop(TextReader in) {
    return List.of(new FieldsCommand(Arguments.someNames(in, "drop"), Way.DROP));
  }

  /** Kusto's {@code project a, b = c + 1}. */
  static List<Command> readProject(TextReader in) {
    var commands = new ArrayList<Command>();
    var names = new ArrayList<String>();
    do {
      if (in.isAssignment()) {
        for (Command command : EvalCommand.read(in)) {
          if (command instanceof EvalCommand eval) {
            commands.add(eval);
            names.add(eval.name());
          }
        }
      } else {
        names.add(in.listName());
        in.take(",");
      }
    } while (in.isAssignment() || in.isName());
    commands.add(new FieldsCommand(names, Way.TABLE));
    return commands;
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return Each.always(next, way == Way.DROP ? this::drop : this::keep);
  }

  private Row keep(Row row) {
    var kept = new Row();
    boolean wild = NamePatterns.hasWildcard(names);
    if (way == Way.KEEP) {
      keep(row, kept, "@timestamp");
      keep(row, kept, "event.id");
    }
    for (String name : names) {
      if (name.indexOf('*') < 0) {
        keep(row, kept, name);
      }
    }
    if (wild) {
      for (String name : row.names()) {
        if (NamePatterns.matchesAny(name, names)) {
          keep(row, kept, name);
        }
      }
    }
    return kept;
  }

  private static void keep(Row row, Row kept, String name) {
    Value value = row.get(name);
    if (!value.isNull()) {
      kept.set(name, value);
    }
  }

  private Row drop(Row row) {
    for (String name : row.names()) {
      if (NamePatterns.matchesAny(name, names)) {
        row.set(name, Values.NULL);
      }
    }
    return row;
  }

  @Override
  public boolean isTable() {
    return way == Way.TABLE;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    boolean wild = NamePatterns.hasWildcard(names);
    return switch (way) {
      case TABLE -> wild ? null : names;
      case KEEP ->
          before == null
              ? null
              : before.stream().filter(n -> NamePatterns.matchesAny(n, names)).toList();
      case DROP ->
          before == null
              ? null
              : before.stream().filter(n -> !NamePatterns.matchesAny(n, names)).toList();
    };
  }

  @Override
  public String toString() {
    String word =
        switch (way) {
          case KEEP -> "fields ";
          case TABLE -> "table ";
          case DROP -> "fields - ";
        };
    return word + Names.list(names);
  }
}
