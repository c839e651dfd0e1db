package org.marsad.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.marsad.model.rule.PackReport;
import org.marsad.model.rule.RuleBook;
import org.marsad.model.rule.RuleMemory;
import org.marsad.model.rule.RuleReport;
import org.marsad.model.rule.RuleState;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.correlate.SessionReport;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.state.Budget;

/** What there is to tell of the packs of a running engine. Any thread may ask. */
final class LiveRules implements RuleBook {
  private static final Comparator<RuleReport> ORDER =
      Comparator.comparing(RuleReport::pack).thenComparing(RuleReport::id);

  private final LiveCourse course;
  private final Tally tally;
  private final ToLongFunction<String> suppressed;

  LiveRules(LiveCourse course, Tally tally, ToLongFunction<String> suppressed) {
    this.course = course;
    this.tally = tally;
    this.suppressed = suppressed;
  }

  @Override
  public List<PackReport> packs() {
    var reports = new TreeMap<String, PackReport>();
    Edition edition = course.edition();
    Map<String, List<String>> problems = problems(edition);
    for (Pack pack : edition.loaded().packs()) {
      reports.put(
          pack.name(), report(edition, pack, problems.getOrDefault(pack.name(), List.of())));
    }
    problems.forEach((name, why) -> reports.computeIfAbsent(name, _ -> failed(name, why)));
    return List.copyOf(reports.values());
  }

  private PackReport report(Edition edition, Pack pack, List<String> problems) {
    SessionReport session = course.sessions().report(pack.name());
    Correlator correlator = edition.correlator();
    boolean failed = !pack.drl().isEmpty() && !correlator.has(pack.name());
    var why = new ArrayList<String>();
    if (!session.aside().isEmpty()) {
      why.add(session.aside());
    }
    why.addAll(problems);
    return new PackReport(
        pack.name(),
        pack.version(),
        pack.title(),
        failed
            ? RuleState.FAILED
            : session.aside().isEmpty() ? RuleState.ARMED : RuleState.QUARANTINED,
        why,
        warnings(edition, pack.name()),
        pack.needs().maturity(),
        pack.needs().lines(),
        pack.singles().size()
            + pack.grouped().size()
            + pack.newTerms().size()
            + correlator.rules(pack.name()).size(),
        session.facts(),
        session.firings(),
        session.findings(),
        session.evicted(),
        session.cpuNanos(),
        session.silenced());
  }

  private static PackReport failed(String name, List<String> why) {
    return new PackReport(
        name, "", "", RuleState.FAILED, why, List.of(), "", List.of(), 0, 0, 0, 0, 0, 0, 0);
  }

  private static List<String> warnings(Edition edition, String pack) {
    return edition.loaded().warnings().stream()
        .filter(warning -> warning.pack().equals(pack))
        .map(RuleProblem::toString)
        .toList();
  }

  /** By the pack that the file is of. */
  private Map<String, List<String>> problems(Edition edition) {
    var all = new ArrayList<RuleProblem>(edition.loaded().problems());
    all.addAll(edition.correlator().problems());
    var byPack = new TreeMap<String, List<String>>();
    for (RuleProblem problem : all) {
      byPack.computeIfAbsent(problem.pack(), _ -> new ArrayList<>()).add(problem.toString());
    }
    for (String refused : course.refused()) {
      String pack = refused.substring(0, Math.max(refused.indexOf('/'), 0));
      byPack.computeIfAbsent(pack, _ -> new ArrayList<>()).add("not taken: " + refused);
    }
    return byPack;
  }

  @Override
  public List<RuleReport> rules() {
    var reports = new ArrayList<RuleReport>();
    Edition edition = course.edition();
    Map<String, RuleWork> work = edition.detector().work();
    Map<String, Budget.Share> shares = course.keyed().shares();
    for (Pack pack : edition.loaded().packs()) {
      for (Rule.Single rule : pack.singles()) {
        reports.add(report(rule, RuleState.ARMED, work.get(rule.meta().id()), null));
      }
      var counting = new ArrayList<Rule>(pack.grouped());
      counting.addAll(pack.newTerms());
      for (Rule rule : counting) {
        String id = rule.meta().id();
        reports.add(report(rule, RuleState.ARMED, work.get(id), memory(shares.get(id))));
      }
      RuleState state =
          course.sessions().report(pack.name()).aside().isEmpty()
              ? RuleState.ARMED
              : RuleState.QUARANTINED;
      edition
          .correlator()
          .rules(pack.name())
          .forEach(rule -> reports.add(report(rule, state, null, null)));
    }
    reports.sort(ORDER);
    return reports;
  }

  private static @Nullable RuleMemory memory(Budget.@Nullable Share share) {
    return share == null ? null : new RuleMemory(share.size(), share.bytes(), share.evicted());
  }

  private RuleReport report(
      Rule rule, RuleState state, @Nullable RuleWork work, @Nullable RuleMemory memory) {
    Rule.Meta meta = rule.meta();
    long matches = tally.matches(meta.id());
    long last = tally.last(meta.id());
    if (work != null && rule instanceof Rule.Single) {
      // One that correlations look at raises no alert, and holds all the same.
      matches = Math.max(matches, work.matches());
      last = Math.max(last, work.lastMatch());
    }
    return new RuleReport(
        meta.id(),
        meta.version(),
        meta.title(),
        meta.level(),
        kind(rule),
        meta.attack(),
        meta.pack(),
        state,
        matches,
        suppressed.applyAsLong(meta.id()),
        last,
        work,
        memory);
  }

  private static String kind(Rule rule) {
    return switch (rule) {
      case Rule.Detection _ -> "query";
      case Rule.Sigma _ -> "sigma";
      case Rule.Grouped _ -> "sigma-correlation";
      case Rule.Indicator _ -> "indicator";
      case Rule.NewTerms _ -> "new-terms";
      case Rule.Correlation _ -> "drl";
    };
  }
}
