package org.marsad.rules.replay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;

/**
 * The rules of a replay, chosen and not compiled yet.
 *
 * @param packs those to be run
 * @param told ids of the rules whose alerts are of interest, none for those of correlations in DRL;
 *     others run because these need them
 * @param only the one rule that is wanted; empty for all of the packs
 * @param leftOut those that cannot be used, and why
 */
public record ChosenRules(
    List<Pack> packs, Set<String> told, String only, List<RuleProblem> leftOut) {
  public ChosenRules {
    packs = List.copyOf(packs);
    told = Set.copyOf(told);
    leftOut = List.copyOf(leftOut);
  }

  private ChosenRules(List<Pack> packs, Set<String> told, String only) {
    this(packs, told, only, List.of());
  }

  /** All rules of some packs. */
  public static ChosenRules of(List<Pack> packs) {
    Set<String> told = new HashSet<>();
    packs.forEach(pack -> told.addAll(ids(pack)));
    return new ChosenRules(packs, told, "");
  }

  /**
   * Those that a request names, with those of other packs that their correlations name.
   *
   * @param atWork the packs of the engine
   * @throws IllegalArgumentException if there are none, with the reason
   */
  static ChosenRules of(ReplayRequest request, List<Pack> atWork) {
    if (!request.files().isEmpty()) {
      return outside(request.files());
    }
    for (Pack pack : atWork) {
      if (pack.name().equals(request.pack())) {
        return of(List.of(pack)).withNamed(atWork);
      }
      ChosenRules alone = request.rule().isEmpty() ? null : alone(pack, request.rule());
      if (alone != null) {
        return alone.withNamed(atWork);
      }
    }
    throw new IllegalArgumentException(
        request.pack().isEmpty()
            ? "no rule at work has the id \""
                + request.rule()
                + "\""
                + Suggest.among(request.rule(), names(atWork))
            : "no pack at work is called \""
                + request.pack()
                + "\""
                + Suggest.among(request.pack(), atWork.stream().map(Pack::name).toList()));
  }

  private static Set<String> names(List<Pack> packs) {
    Set<String> names = new HashSet<>();
    for (Pack pack : packs) {
      names.add(pack.name());
      names.addAll(ids(pack));
    }
    return names;
  }

  /** Rules that came with the request. */
  private static ChosenRules outside(Map<String, String> files) {
    PackLoader.Loaded loaded = LooseRules.read(files, "replay");
    if (!loaded.hasRules()) {
      throw new IllegalArgumentException(
          loaded.problems().isEmpty()
              ? "there is no rule in \"rules\""
              : loaded.problems().getFirst().toString());
    }
    ChosenRules all = of(loaded.packs());
    return new ChosenRules(all.packs, all.told, "", loaded.problems());
  }

  /**
   * One rule of a pack: for single events by itself, else with its pack, since it may need any rule
   * of it. Null if the pack does not have it.
   */
  private static @Nullable ChosenRules alone(Pack pack, String id) {
    if (pack.singles().stream().anyMatch(rule -> rule.meta().id().equals(id))) {
      return new ChosenRules(List.of(part(pack, Set.of(id))), Set.of(id), id);
    }
    boolean has =
        ids(pack).contains(id)
            || pack.drl().values().stream().anyMatch(text -> text.contains("@id(\"" + id + "\")"));
    return has ? new ChosenRules(List.of(pack), Set.of(id), id) : null;
  }

  /** With the rules of other packs that correlations of these name, and so on. */
  private ChosenRules withNamed(List<Pack> atWork) {
    var all = new ArrayList<>(packs);
    Set<String> here = new HashSet<>();
    packs.forEach(pack -> here.addAll(ids(pack)));
    Set<String> wanted = named(packs);
    wanted.removeAll(here);
    while (!wanted.isEmpty()) {
      var more = new ArrayList<Pack>();
      for (Pack pack : atWork) {
        Set<String> some = new HashSet<>(ids(pack));
        some.retainAll(wanted);
        if (!some.isEmpty()) {
          more.add(part(pack, some));
        }
      }
      here.addAll(wanted);
      all.addAll(more);
      wanted = named(more);
      wanted.removeAll(here);
    }
    return new ChosenRules(all, told, only);
  }

  private static Set<String> named(List<Pack> packs) {
    Set<String> named = new HashSet<>();
    for (Pack pack : packs) {
      pack.grouped().forEach(rule -> named.addAll(rule.correlation().rules()));
    }
    return named;
  }

  private static Set<String> ids(Pack pack) {
    Set<String> ids = new HashSet<>();
    pack.singles().forEach(rule -> ids.add(rule.meta().id()));
    pack.grouped().forEach(rule -> ids.add(rule.meta().id()));
    pack.newTerms().forEach(rule -> ids.add(rule.meta().id()));
    return ids;
  }

  /** Some rules of a pack, without its DRL. */
  private static Pack part(Pack pack, Set<String> ids) {
    return new Pack(
        pack.name(),
        pack.version(),
        pack.title(),
        pack.author(),
        some(pack.detections(), ids),
        some(pack.sigma(), ids),
        some(pack.grouped(), ids),
        some(pack.indicators(), ids),
        some(pack.newTerms(), ids),
        Map.of(),
        Map.of());
  }

  private static <T extends Rule> List<T> some(List<T> rules, Set<String> ids) {
    return rules.stream().filter(rule -> ids.contains(rule.meta().id())).toList();
  }

  /** The ids of the rules that are of interest, those of compiled correlations among them. */
  Set<String> told(Correlator compiled) {
    if (!only.isEmpty()) {
      return Set.of(only);
    }
    Set<String> all = new HashSet<>(told);
    compiled.rules().forEach(rule -> all.add(rule.meta().id()));
    return all;
  }
}
