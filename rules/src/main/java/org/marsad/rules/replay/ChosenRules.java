package org.marsad.rules.replay;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * The rules of a replay.
 *
 * @param packs those to be run
 * @param compiled their correlations
 * @param told ids of the rules whose alerts are of interest; others run because these need them
 */
public record ChosenRules(List<Pack> packs, Correlator compiled, Set<String> told) {
  public ChosenRules {
    packs = List.copyOf(packs);
    told = Set.copyOf(told);
  }

  /** All rules of some packs. */
  public static ChosenRules of(List<Pack> packs) {
    Correlator compiled = Correlator.compile(packs);
    Set<String> told = new HashSet<>();
    compiled.rules().forEach(rule -> told.add(rule.meta().id()));
    for (Pack pack : packs) {
      pack.singles().forEach(rule -> told.add(rule.meta().id()));
      pack.grouped().forEach(rule -> told.add(rule.meta().id()));
      pack.newTerms().forEach(rule -> told.add(rule.meta().id()));
    }
    return new ChosenRules(packs, compiled, told);
  }

  /**
   * Those that a request names.
   *
   * @param atWork the packs of the engine
   * @throws IllegalArgumentException if there are none, with the reason
   */
  static ChosenRules of(ReplayRequest request, List<Pack> atWork) {
    if (!request.sigma().isEmpty()) {
      SigmaLoader.Loaded loaded = new SigmaLoader().add("sigma", request.sigma()).loaded();
      if (!loaded.problems().isEmpty()) {
        throw new IllegalArgumentException(loaded.problems().getFirst().toString());
      }
      if (loaded.rules().isEmpty()) {
        throw new IllegalArgumentException("there is no rule in \"sigma\"");
      }
      return of(PackLoader.ofSigma(loaded, "replay").packs());
    }
    for (Pack pack : atWork) {
      if (pack.name().equals(request.pack())) {
        return of(List.of(pack));
      }
      ChosenRules alone = request.rule().isEmpty() ? null : alone(pack, request.rule());
      if (alone != null) {
        return alone;
      }
    }
    throw new IllegalArgumentException(
        request.pack().isEmpty()
            ? "no rule at work has the id \"" + request.rule() + "\""
            : "no pack at work is called \"" + request.pack() + "\"");
  }

  /**
   * One rule of a pack: for single events by itself, else with its pack, since it may need any rule
   * of it. Null if the pack does not have it.
   */
  private static @Nullable ChosenRules alone(Pack pack, String id) {
    for (Rule.Single rule : pack.singles()) {
      if (rule.meta().id().equals(id)) {
        List<Pack> packs = List.of(with(pack, rule));
        return new ChosenRules(packs, Correlator.compile(packs), Set.of(id));
      }
    }
    ChosenRules all = of(List.of(pack));
    return all.told().contains(id)
        ? new ChosenRules(all.packs(), all.compiled(), Set.of(id))
        : null;
  }

  private static Pack with(Pack pack, Rule.Single rule) {
    return new Pack(
        pack.name(),
        pack.version(),
        pack.title(),
        pack.author(),
        rule instanceof Rule.Detection detection ? List.of(detection) : List.of(),
        rule instanceof Rule.Sigma sigma ? List.of(sigma) : List.of(),
        List.of(),
        rule instanceof Rule.Indicator indicator ? List.of(indicator) : List.of(),
        List.of(),
        Map.of(),
        Map.of());
  }
}
