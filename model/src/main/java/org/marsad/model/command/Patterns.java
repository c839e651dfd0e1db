package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code patterns N FIELD}: the templates of messages, most frequent first: words with digits in
 * them are taken for values and become {@code <*>}. Each comes with a message it was made from.
 */
record Patterns(int count, String field) implements Command {
  private static final int DEFAULT = 20;
  private static final int MAX_TEXT = 4_096;

  static List<Command> read(TextReader in) {
    int count = Arguments.count(in, DEFAULT);
    count = Arguments.number(in, Arguments.options(in, List.of("limit")), "limit", count);
    return List.of(new Patterns(count, in.isName() ? in.listName() : ""));
  }

  @Override
  public Kind kind() {
    return Kind.GATHERING;
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public List<String> columns(@Nullable List<String> before) {
    return List.of("count", "percent", "pattern", "example");
  }

  /** The template of a text: runs of letters, digits and what binds them that hold a digit. */
  static String template(String text) {
    var out = new StringBuilder();
    int length = Math.min(text.length(), MAX_TEXT);
    boolean placed = false;
    for (int i = 0; i < length; ) {
      int from = i;
      boolean digit = false;
      while (i < length && isWord(text.charAt(i))) {
        digit |= Character.isDigit(text.charAt(i++));
      }
      if (i == from) {
        out.append(text.charAt(i++));
        placed = false;
      } else if (!digit) {
        out.append(text, from, i);
        placed = false;
      } else if (!placed) {
        out.append("<*>");
        placed = true;
      }
    }
    return out.toString();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "_.:-".indexOf(c) >= 0;
  }

  private static final class Seen {
    private final String pattern;
    private String example;
    private long count;

    Seen(String pattern, String example) {
      this.pattern = pattern;
      this.example = example;
    }

    long count() {
      return count;
    }

    String pattern() {
      return pattern;
    }
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private final Map<String, Seen> seen = new LinkedHashMap<>();
      private long rows;

      @Override
      public boolean row(Row row) {
        String text = Rex.text(row, field);
        String template = template(text);
        rows++;
        Seen one = seen.get(template);
        if (one == null) {
          if (seen.size() >= run.limits().groups()) {
            run.partial(
                "patterns: too many templates; those that came later were left out (limit groups)");
            return true;
          }
          if (!run.keep(200 + template.length() + text.length(), "patterns")) {
            return false;
          }
          one = new Seen(template, text);
          seen.put(template, one);
        }
        one.count++;
        // The smallest, so that the order of rows does not matter.
        one.example = text.compareTo(one.example) < 0 ? text : one.example;
        return true;
      }

      @Override
      public void end() {
        var sorted = new ArrayList<>(seen.values());
        sorted.sort(Comparator.comparingLong(Seen::count).reversed().thenComparing(Seen::pattern));
        boolean more = true;
        for (int i = 0; i < Math.min(count, sorted.size()) && more; i++) {
          Seen one = sorted.get(i);
          more =
              next.row(
                  new Row()
                      .set("count", Value.of(one.count))
                      .set("percent", Value.of(Math.round(one.count * 1e4 / rows) / 100.0))
                      .set("pattern", Value.of(one.pattern))
                      .set("example", Value.of(one.example)));
        }
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "patterns " + count + (field.isEmpty() ? "" : " " + Names.inList(field));
  }
}
