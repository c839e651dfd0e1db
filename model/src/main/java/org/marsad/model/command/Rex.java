package org.marsad.model.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.RegexLiteral;

/**
 * {@code rex field=message max_match=1 "(?<user>\w+)"}: the named groups of a regex as fields;
 * those that match nothing leave their fields as they are. Without a field it looks at the message,
 * or the original where there is none.
 */
record Rex(String field, int most, String regex) implements Command {
  private static final int DEFAULT_MOST = 1;
  private static final int MOST = 1_000;

  static List<Command> read(TextReader in) {
    List<String> known = List.of("field", "max_match");
    var options = new HashMap<>(Arguments.options(in, known));
    in.blanks();
    int from = in.at();
    String regex = "";
    if (in.is("\"")) {
      regex = rewritten(raw(in));
      in.check(regex, from);
    } else if (in.is("/")) {
      regex = rewritten(in.regex());
    } else {
      in.unexpected("SQ140", "a regex behind rex", "\"(?<name>...)\"", "/(?<name>...)/");
      in.recover();
    }
    if (!regex.isEmpty() && !regex.contains("(?P<")) {
      in.problem("SQ142", from, in.at(), "the regex has no named group", List.of("(?<name>...)"));
    }
    options.putAll(Arguments.options(in, known));
    int most = Arguments.number(in, options, "max_match", DEFAULT_MOST);
    return List.of(
        new Rex(
            Arguments.text(options, "field", ""), most == 0 ? MOST : Math.min(most, MOST), regex));
  }

  /** In quotes only a quote is escaped: the backslashes are the regex's own. */
  static String raw(TextReader in) {
    int open = in.at();
    String text = in.text();
    int end = open + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length()) {
      in.quoted('"');
      return "";
    }
    in.goTo(end + 1);
    return text.substring(open + 1, end).replace("\\\"", "\"");
  }

  /** RE2 writes names as Python does. */
  private static String rewritten(String regex) {
    return regex.replaceAll("\\(\\?<([A-Za-z_])", "(?P<$1");
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    RegexCompiler.Groups groups = run.env().regexes().groups(regex);
    return Each.always(next, row -> extract(row, groups));
  }

  static String text(Row row, String field) {
    if (!field.isEmpty()) {
      return row.get(field).text();
    }
    Value message = row.get("message");
    return (message.isNull() ? row.get("event.original") : message).text();
  }

  private Row extract(Row row, RegexCompiler.Groups groups) {
    String text = text(row, field);
    List<String> names = groups.names();
    var found = new ArrayList<List<Value>>();
    names.forEach(_ -> found.add(new ArrayList<>()));
    int from = 0;
    for (int match = 0; match < most; match++) {
      int[] places = groups.find(text, from);
      if (places == null) {
        break;
      }
      for (int i = 0; i < names.size(); i++) {
        if (places[2 * i + 2] >= 0) {
          found.get(i).add(Value.of(text.substring(places[2 * i + 2], places[2 * i + 3])));
        }
      }
      from = places[1] > places[0] ? places[1] : places[1] + 1;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).isEmpty() && !found.get(i).isEmpty()) {
        row.set(names.get(i), Value.of(found.get(i)));
      }
    }
    return row;
  }

  @Override
  public String toString() {
    return "rex "
        + (field.isEmpty() ? "" : "field=" + Names.quoted(field) + " ")
        + (most == DEFAULT_MOST ? "" : "max_match=" + most + " ")
        + RegexLiteral.print(regex);
  }
}
