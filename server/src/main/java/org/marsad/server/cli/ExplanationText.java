package org.marsad.server.cli;

import java.util.ArrayList;
import java.util.List;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.explain.Verdict;
import org.marsad.rules.explain.Verdict.Asked;
import org.marsad.rules.explain.Verdict.How;
import org.marsad.rules.explain.Verdict.Joined;

/** Prints why a rule holds, as a tree of its conditions. */
final class ExplanationText {
  /** Values of a list that are shown; one that holds always is. */
  private static final int MAX_ALTERNATIVES = 6;

  private final Terminal terminal;

  ExplanationText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Explanation explanation, long line) {
    line(
        0,
        terminal.bold(Terminal.safe(explanation.title()))
            + " ("
            + Terminal.safe(explanation.rule())
            + ") "
            + (explanation.holds() ? "holds" : "does not hold")
            + " for line "
            + line);
    if (!explanation.source().isEmpty()) {
      line(1, mark(explanation.ofSource()) + Terminal.safe(explanation.source()));
    }
    print(explanation.condition(), 1);
    List<Asked> miss = explanation.nearestMiss();
    if (!miss.isEmpty()) {
      line(
          1,
          "nearest miss, " + (miss.size() == 1 ? "one condition:" : miss.size() + " conditions:"));
      for (Asked asked : miss) {
        line(2, Terminal.safe(asked.told()));
      }
    }
    terminal.line();
  }

  private void print(Verdict verdict, int depth) {
    switch (verdict) {
      case Asked asked -> print(asked, depth);
      case Joined joined when joined.parts().size() == 1 && joined.how() != How.NONE -> {
        if (joined.name().isEmpty()) {
          print(joined.parts().getFirst(), depth);
        } else {
          line(depth, mark(joined.holds()) + Terminal.safe(joined.name()));
          print(joined.parts().getFirst(), depth + 1);
        }
      }
      case Joined(_, How how, List<Verdict> parts, boolean holds)
          when how == How.NONE && parts.size() == 1 && parts.getFirst() instanceof Joined inner -> {
        line(depth, mark(holds) + "not " + name(inner));
        shown(inner).forEach(part -> print(part, depth + 1));
      }
      case Joined joined -> {
        line(depth, mark(joined.holds()) + name(joined));
        List<Verdict> shown = shown(joined);
        shown.forEach(part -> print(part, depth + 1));
        int left = joined.parts().size() - shown.size();
        if (left > 0) {
          line(depth + 1, terminal.dim("and " + left + " more that do not hold"));
        }
      }
    }
  }

  private static String name(Joined joined) {
    String how =
        switch (joined.how()) {
          case ALL -> "all of";
          case ANY -> "any of";
          case NONE -> "none of";
        };
    if (joined.parts().size() == 1 && !joined.name().isEmpty()) {
      return Terminal.safe(joined.name());
    }
    return joined.name().isEmpty() ? how : Terminal.safe(joined.name()) + ", " + how;
  }

  private static List<Verdict> shown(Joined joined) {
    if (joined.how() != How.ANY || joined.parts().size() <= MAX_ALTERNATIVES) {
      return joined.parts();
    }
    var shown = new ArrayList<Verdict>();
    int missed = 0;
    for (Verdict part : joined.parts()) {
      if (part.holds() || missed++ < MAX_ALTERNATIVES / 2) {
        shown.add(part);
      }
    }
    return shown;
  }

  private void print(Asked asked, int depth) {
    String seen = asked.seen().isEmpty() ? "not there" : asked.values();
    line(
        depth,
        mark(asked.holds())
            + Terminal.safe(asked.field())
            + " "
            + Terminal.safe(asked.wanted())
            + terminal.dim(" <- " + Terminal.safe(seen)));
  }

  private static String mark(boolean holds) {
    return holds ? "+ " : "- ";
  }

  private void line(int depth, String text) {
    terminal.line("  ".repeat(depth) + text);
  }
}
