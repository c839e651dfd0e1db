package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.marsad.rules.problem.RuleProblem;

/**
 * Gives the names in correlations their meaning, among the rules of their own loader first, then
 * among those of all, and puts correlations behind those that they name, wherever these are. One
 * thread, once.
 */
public final class SigmaLinks {
  private final List<SigmaLoader> loaders = new ArrayList<>();
  private final RuleNames all = new RuleNames();

  /** A rule that is not Sigma's, which correlations may name by its id. */
  public void enter(String id) {
    all.enter(id, "");
  }

  /** Rules and correlations that were read together. */
  public void enter(SigmaLoader loader) {
    loaders.add(loader);
    all.enter(loader.names());
  }

  /**
   * The correlations of every loader, in the order that is right for all of them together.
   *
   * @param problems takes what is wrong
   */
  public Map<SigmaLoader, List<SigmaCorrelation>> correlations(
      BiConsumer<SigmaLoader, RuleProblem> problems) {
    var order = new CorrelationOrder();
    Map<String, SigmaLoader> owners = new HashMap<>();
    for (SigmaLoader loader : loaders) {
      var reader = new CorrelationReader(loader.names().before(all));
      for (SigmaLoader.Draft draft : loader.drafts()) {
        if (owners.putIfAbsent(draft.id(), loader) != null) {
          problems.accept(
              loader,
              RuleProblem.of(
                  draft.file(), "the id \"" + draft.id() + "\" is taken by another rule"));
          continue;
        }
        try {
          order.add(reader.read(draft.document(), draft.file()), draft.document());
        } catch (Rejection e) {
          order.leftOut(draft.id());
          problems.accept(loader, new RuleProblem(draft.file(), e.line(), e.column(), e.text()));
        }
      }
    }
    Map<SigmaLoader, List<SigmaCorrelation>> found = new LinkedHashMap<>();
    List<SigmaCorrelation> sorted =
        order.sorted(
            (correlation, problem) -> {
              SigmaLoader owner = owners.get(correlation.id());
              if (owner != null) {
                problems.accept(owner, problem);
              }
            });
    for (SigmaCorrelation each : sorted) {
      SigmaLoader owner = owners.get(each.id());
      if (owner != null) {
        found.computeIfAbsent(owner, _ -> new ArrayList<>()).add(each);
      }
    }
    return found;
  }
}
