package org.marsad.model.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code parse json FIELD prefix=x.}: the parts of a text as fields; kv, csv, cef and leef too. A
 * text that is none of the format leaves the row as it is. Without a field it looks at the message.
 */
record Parse(String format, String field, String prefix, List<String> names) implements Command {
  private static final List<String> FORMATS = List.of("json", "kv", "csv", "cef", "leef");

  Parse {
    names = List.copyOf(names);
  }

  static List<Command> read(TextReader in) {
    in.blanks();
    int from = in.at();
    String format = in.word().toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(format)) {
      in.goTo(from);
      in.unexpected("SQ140", "a format behind parse", FORMATS.toArray(String[]::new));
      in.recover();
      return List.of();
    }
    String field = in.isOption() || in.isWord("as") || !in.isName() ? "" : in.listName();
    String prefix = Arguments.text(Arguments.options(in, List.of("prefix")), "prefix", "");
    List<String> names = in.takeWord("as") ? Arguments.someNames(in, "as") : List.of();
    if (format.equals("csv") && names.isEmpty()) {
      in.unexpected("SQ140", "the names of the columns", "as a, b, c");
    }
    return List.of(new Parse(format, field, prefix, names));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return Each.always(
        next,
        row -> {
          Map<String, Value> parts = parts(Rex.text(row, field));
          if (parts.size() >= Pairs.MAX_PAIRS) {
            run.partial(
                "parse: a text has more than "
                    + Pairs.MAX_PAIRS
                    + " fields; the first ones are there");
          }
          for (Map.Entry<String, Value> entry : parts.entrySet()) {
            row.set(prefix + entry.getKey(), entry.getValue());
          }
          return row;
        });
  }

  private Map<String, Value> parts(String text) {
    return switch (format) {
      case "json" -> JsonText.flatten(text);
      case "kv" -> Pairs.read(text);
      case "csv" -> Pairs.csv(text, names);
      case "cef" -> Pairs.cef(text);
      default -> Pairs.leef(text);
    };
  }

  @Override
  public String toString() {
    return "parse "
        + format
        + (field.isEmpty() ? "" : " " + Names.inList(field))
        + (prefix.isEmpty() ? "" : " prefix=" + Names.quoted(prefix))
        + (names.isEmpty() ? "" : " as " + Names.list(names));
  }
}
