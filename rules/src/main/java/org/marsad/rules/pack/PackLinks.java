package org.marsad.rules.pack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.SigmaLinks;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * Puts packs together: every rule id is there once, and correlations find the rules that they name
 * in their own pack first, then in all. One thread, once.
 */
final class PackLinks {
  private final List<ReadPack> packs = new ArrayList<>();

  void add(ReadPack pack) {
    packs.add(pack);
  }

  /**
   * The packs, with their correlations.
   *
   * @param problems takes what is wrong with them, by packs
   */
  List<Pack> packs(List<RuleProblem> problems) {
    Map<ReadPack, List<RuleProblem>> found = new LinkedHashMap<>();
    Map<ReadPack, Pack> singles = new LinkedHashMap<>();
    Map<SigmaLoader, ReadPack> owners = new LinkedHashMap<>();
    var links = new SigmaLinks();
    var ids = new HashSet<String>();
    for (ReadPack read : packs) {
      var own = new ArrayList<>(read.problems());
      found.put(read, own);
      Pack pack = read.pack();
      if (pack != null) {
        read.sigma().problems().forEach(problem -> own.add(placed(read, problem)));
        Pack unique = unique(pack, ids, read, own);
        singles.put(read, unique);
        owners.put(read.sigma(), read);
        unique.detections().forEach(rule -> links.enter(rule.meta().id()));
        unique.indicators().forEach(rule -> links.enter(rule.meta().id()));
        links.enter(read.sigma());
      }
    }
    Map<SigmaLoader, List<SigmaCorrelation>> correlations =
        links.correlations(
            (loader, problem) -> {
              ReadPack read = owners.get(loader);
              if (read != null) {
                found.getOrDefault(read, problems).add(placed(read, problem));
              }
            });
    var all = new ArrayList<Pack>();
    singles.forEach(
        (read, pack) -> {
          List<RuleProblem> own = found.getOrDefault(read, problems);
          all.add(
              pack.with(
                  grouped(
                      correlations.getOrDefault(read.sigma(), List.of()), pack, read, ids, own)));
        });
    found.values().forEach(problems::addAll);
    return all;
  }

  /** What is used and likely not meant as it is. */
  List<RuleProblem> warnings() {
    var warnings = new ArrayList<RuleProblem>();
    for (ReadPack read : packs) {
      read.sigma().warnings().forEach(warning -> warnings.add(placed(read, warning)));
    }
    return warnings;
  }

  private static Pack unique(
      Pack pack, Set<String> ids, ReadPack read, List<RuleProblem> problems) {
    return new Pack(
        pack.name(),
        pack.version(),
        pack.title(),
        pack.author(),
        unique(pack.detections(), ids, read, problems),
        unique(pack.sigma(), ids, read, problems),
        List.of(),
        unique(pack.indicators(), ids, read, problems),
        unique(pack.newTerms(), ids, read, problems),
        pack.drl(),
        pack.samples(),
        pack.partition(),
        pack.needs());
  }

  private static <T extends Rule> List<T> unique(
      List<T> rules, Set<String> ids, ReadPack read, List<RuleProblem> problems) {
    var unique = new ArrayList<T>();
    for (T rule : rules) {
      if (ids.add(rule.meta().id())) {
        unique.add(rule);
      } else {
        problems.add(taken(read, rule.meta().id(), fileOf(rule)));
      }
    }
    return unique;
  }

  private static String fileOf(Rule rule) {
    return switch (rule) {
      case Rule.Sigma sigma -> PackLoader.SIGMA + "/" + sigma.rule().file();
      case Rule.Grouped grouped -> PackLoader.SIGMA + "/" + grouped.correlation().file();
      default -> "rules";
    };
  }

  private static RuleProblem taken(ReadPack read, String id, String file) {
    return RuleProblem.of(
        read.name() + "/" + file, "the id \"" + id + "\" is taken by another rule");
  }

  private static List<Rule.Grouped> grouped(
      List<SigmaCorrelation> correlations,
      Pack pack,
      ReadPack read,
      Set<String> ids,
      List<RuleProblem> problems) {
    var grouped = new ArrayList<Rule.Grouped>();
    for (SigmaCorrelation each : correlations) {
      grouped.add(PackLoader.grouped(each, pack.name(), pack.author()));
    }
    return unique(grouped, ids, read, problems);
  }

  private static RuleProblem placed(ReadPack read, RuleProblem problem) {
    return new RuleProblem(
        read.name() + "/" + PackLoader.SIGMA + "/" + problem.file(),
        problem.line(),
        problem.column(),
        problem.message());
  }
}
