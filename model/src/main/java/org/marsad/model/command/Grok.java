package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.query.RegexCompiler;

/**
 * {@code grok message "%{IP:source.ip} %{WORD:http.request.method} %{NUMBER:took:float}"}: the
 * named parts of a text as fields, by the first of the patterns that fits somewhere in it. Without
 * a field it looks at the message, or the original where there is none.
 */
record Grok(String field, List<String> patterns) implements Command {
  private static final int MAX_PATTERNS = 20;

  Grok {
    patterns = List.copyOf(patterns);
  }

  static List<Command> read(TextReader in) {
    var options = Arguments.options(in, List.of("field"));
    String field = Arguments.text(options, "field", "");
    if (field.isEmpty() && !in.is("\"") && in.isName()) {
      field = in.listName();
    }
    var patterns = new ArrayList<String>();
    while (in.is("\"") && patterns.size() < MAX_PATTERNS) {
      int from = in.at();
      String pattern = Rex.raw(in);
      check(in, pattern, from);
      patterns.add(pattern);
      in.take(",");
    }
    if (patterns.isEmpty()) {
      in.unexpected("SQ140", "a pattern behind grok", "\"%{IP:source.ip} %{WORD:verb}\"");
      in.recover();
      return List.of();
    }
    return List.of(new Grok(field, patterns));
  }

  private static void check(TextReader in, String pattern, int from) {
    try {
      GrokPattern read = GrokPattern.read(pattern);
      if (read.names().isEmpty()) {
        in.problem("SQ142", from, in.at(), "the pattern names no field", List.of("%{WORD:field}"));
      }
      in.check(read.regex(), from);
    } catch (IllegalArgumentException e) {
      in.problem("SQ142", from, in.at(), String.valueOf(e.getMessage()), GrokPatterns.names());
    }
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    var tries = new ArrayList<Try>();
    for (String pattern : patterns) {
      GrokPattern read = GrokPattern.read(pattern);
      tries.add(new Try(read, run.env().regexes().groups(read.regex())));
    }
    return Each.always(next, row -> extract(row, tries));
  }

  /** A pattern, ready to be tried. */
  private record Try(GrokPattern pattern, RegexCompiler.Groups groups) {}

  private Row extract(Row row, List<Try> tries) {
    String text = Rex.text(row, field);
    for (Try each : tries) {
      int[] places = each.groups.find(text, 0);
      if (places != null) {
        set(row, each, text, places);
        return row;
      }
    }
    return row;
  }

  private static void set(Row row, Try each, String text, int[] places) {
    List<String> groups = each.groups.names();
    for (GrokPattern.Name name : each.pattern.names()) {
      var found = new ArrayList<Value>();
      for (int i = 0; i < groups.size(); i++) {
        int start = places[2 * i + 2];
        if (name.groups().contains(groups.get(i)) && start >= 0) {
          found.add(name.value(text.substring(start, places[2 * i + 3])));
        }
      }
      if (!found.isEmpty()) {
        row.set(name.field(), Value.of(found));
      }
    }
  }

  @Override
  public String toString() {
    return "grok "
        + (field.isEmpty() ? "" : Names.inList(field) + " ")
        + patterns.stream()
            .map(pattern -> '"' + pattern.replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", "));
  }
}
