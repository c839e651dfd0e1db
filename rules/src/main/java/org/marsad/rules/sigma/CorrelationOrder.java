package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Puts correlations behind those that they name. Those that name each other in a circle, or one
 * that was left out, or ask one for what it does not tell, are left out.
 */
final class CorrelationOrder {
  private final Map<String, SigmaCorrelation> correlations = new LinkedHashMap<>();
  private final Map<String, Node> documents = new HashMap<>();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private final List<SigmaCorrelation> sorted = new ArrayList<>();
  private final Set<String> done = new LinkedHashSet<>();
  private final List<String> path = new ArrayList<>();

  void add(SigmaCorrelation correlation, Node document) {
    correlations.put(correlation.id(), correlation);
    documents.put(correlation.id(), document);
  }

  void leftOut(String id) {
    leftOut.add(id);
  }

  List<SigmaCorrelation> sorted(BiConsumer<SigmaCorrelation, RuleProblem> problems) {
    for (SigmaCorrelation correlation : correlations.values()) {
      visit(correlation, problems);
    }
    return sorted;
  }

  private void visit(
      SigmaCorrelation correlation, BiConsumer<SigmaCorrelation, RuleProblem> problems) {
    String id = correlation.id();
    if (done.contains(id) || leftOut.contains(id)) {
      return;
    }
    path.add(id);
    try {
      for (int i = 0; i < correlation.rules().size(); i++) {
        SigmaCorrelation inner = correlations.get(correlation.rules().get(i));
        if (inner != null) {
          circle(correlation, inner);
          visit(inner, problems);
          told(correlation, i, inner);
        }
        if (leftOut.contains(correlation.rules().get(i))) {
          throw rejected(
              correlation,
              "the correlation " + correlation.rules().get(i) + " that it names was left out");
        }
      }
      done.add(id);
      sorted.add(correlation);
    } catch (Rejection e) {
      leftOut.add(id);
      problems.accept(
          correlation, new RuleProblem(correlation.file(), e.line(), e.column(), e.text()));
    } finally {
      path.removeLast();
    }
  }

  private void circle(SigmaCorrelation correlation, SigmaCorrelation inner) {
    int from = path.indexOf(inner.id());
    if (from >= 0) {
      var round = new ArrayList<String>();
      for (String id : path.subList(from, path.size())) {
        round.add(title(id));
      }
      round.add(title(inner.id()));
      throw rejected(
          correlation, "correlations name each other in a circle: " + String.join(" > ", round));
    }
  }

  private String title(String id) {
    SigmaCorrelation correlation = correlations.get(id);
    return correlation == null
        ? id
        : correlation.name().isEmpty() ? correlation.title() : correlation.name();
  }

  /** An inner correlation tells the fields of its group, nothing else. */
  private void told(SigmaCorrelation outer, int rule, SigmaCorrelation inner) {
    var wanted = new LinkedHashSet<>(outer.keys().get(rule));
    wanted.addAll(outer.values().get(rule));
    wanted.removeAll(inner.groupBy());
    if (!wanted.isEmpty()) {
      throw rejected(
          outer,
          "the correlation "
              + title(inner.id())
              + " groups by "
              + inner.groupBy()
              + " and tells nothing of "
              + wanted);
    }
  }

  private Rejection rejected(SigmaCorrelation correlation, String message) {
    Node document = documents.get(correlation.id());
    if (document == null) {
      throw new IllegalStateException(correlation.id());
    }
    Node inner = Nodes.members(document).get("correlation");
    return inner == null
        ? Rejection.at(document, message)
        : Rejection.at(Nodes.key(inner, "rules"), message);
  }
}
