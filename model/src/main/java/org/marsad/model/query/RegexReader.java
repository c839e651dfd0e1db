package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.QueryProblem.Suggestion;

/** Reads regexes between slashes; where one ends says {@link RegexLiteral}. One thread. */
final class RegexReader {
  private final Source in;
  private final @Nullable RegexCompiler regexes;

  /** With a compiler that has a look at each; null for nobody. */
  RegexReader(Source in, @Nullable RegexCompiler regexes) {
    this.in = in;
    this.regexes = regexes;
  }

  /** A regex whose first slash is here. */
  Query regex(String field) {
    int open = in.at();
    if (in.startsWith("//")) {
      return withSlash(open);
    }
    var literal = new RegexLiteral(in.text(), open, in.isNested() ? "()|]" : "()|");
    if (literal.end() < 0) {
      return endless(literal, open);
    }
    in.goTo(literal.end() + 1);
    String pattern = literal.pattern(literal.end());
    String reason = refusal(pattern);
    if (!reason.isEmpty()) {
      in.problem("SQ131", open, in.at(), reason, List.of("RE2 syntax"), rewrite(pattern, open));
    }
    return new Query.Regex(field, pattern);
  }

  private Query withSlash(int open) {
    int end = in.wordEnd(open);
    in.goTo(end);
    in.problem(
        "SQ130",
        open,
        end,
        "a regex does not begin with a slash",
        List.of("\\/ for a slash in it", "quotes around an address"),
        in.quote(in.wordStart(open), end));
    return ERROR;
  }

  private Query endless(RegexLiteral literal, int open) {
    int slash = literal.flagged();
    if (slash >= 0) {
      return flagged(slash, open);
    }
    int bracket = literal.unclosed();
    String why = bracket < 0 ? "" : ": its '" + in.text().charAt(bracket) + "' is open";
    in.problem(
        "SQ130",
        open,
        open + 1,
        "the regex is never ended by a slash" + why,
        List.of("/"),
        in.quote(open, in.wordEnd(open)));
    in.recover();
    return ERROR;
  }

  private Query flagged(int slash, int open) {
    in.goTo(in.wordEnd(slash));
    String flags = in.since(slash + 1);
    String plain = "/(?" + flags + ")" + in.text().substring(open + 1, slash) + "/";
    in.problem(
        "SQ130",
        slash + 1,
        in.at(),
        "flags of a regex stand inside of it",
        List.of("(?i)"),
        new Suggestion("write " + plain, open, in.at(), plain));
    return ERROR;
  }

  /** Why the engine will not run a pattern; empty if it will. */
  private String refusal(String pattern) {
    String unsupported = RegexLiteral.unsupported(pattern);
    if (!unsupported.isEmpty()) {
      return unsupported + " is not supported (the engine takes linear time)";
    }
    try {
      if (regexes != null) {
        regexes.compile(pattern);
      }
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Look-ahead at the end asks for nothing that the same text without it does not. */
  private Suggestion[] rewrite(String pattern, int open) {
    int ahead = pattern.indexOf("(?=");
    if (ahead < 0 || pattern.indexOf(')', ahead) != pattern.length() - 1) {
      return new Suggestion[0];
    }
    String inside = pattern.substring(ahead + 3, pattern.length() - 1);
    String plain =
        RegexLiteral.print(
            pattern.substring(0, ahead) + (inside.indexOf('|') < 0 ? inside : "(" + inside + ")"));
    return new Suggestion[] {new Suggestion("write " + plain, open, in.at(), plain)};
  }
}
