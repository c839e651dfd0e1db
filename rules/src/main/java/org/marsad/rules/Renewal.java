package org.marsad.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.marsad.model.event.Schema;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.keyed.GroupedOrder;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;

/**
 * What becomes of the rules when packs were read again. A pack with something wrong in it that its
 * running version does not have is refused, and that version goes on; where the packs then do not
 * fit together, all of them stay as they are. One thread.
 */
final class Renewal {
  private final Edition before;
  private final Map<String, Pack> packs = new TreeMap<>();
  private final List<RuleProblem> standing = new ArrayList<>();
  private final List<RuleProblem> warnings = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Set<String> bad = new TreeSet<>();

  Renewal(Edition before, PackLoader.Loaded read) {
    this.before = before;
    read.packs().forEach(pack -> packs.put(pack.name(), pack));
    refuse(read.problems(), before.loaded().problems());
    for (RuleProblem problem : read.problems()) {
      if (!bad.contains(problem.pack())) {
        standing.add(problem);
      }
    }
    warnings.addAll(read.warnings());
    bad.forEach(this::restore);
  }

  /** The next rules; the same as before if nothing has changed or all is refused. */
  Edition edition(Schema schema) {
    Correlator compiled = Correlator.compile(all(), before.correlator());
    int known = bad.size();
    refuse(compiled.problems(), before.correlator().problems());
    if (bad.size() > known) {
      bad.forEach(this::restore);
      Correlator first = compiled;
      compiled = Correlator.compile(all(), first.over(before.correlator()));
      first.release(compiled.over(before.correlator()));
    }
    String misfit = misfit();
    if (!misfit.isEmpty()) {
      refused.add(misfit);
      compiled.release(before.correlator());
      return before;
    }
    var next = new PackLoader.Loaded(all(), standing, warnings);
    boolean isSame =
        PackPrint.of(all()).equals(before.prints())
            && next.problems().equals(before.loaded().problems())
            && next.warnings().equals(before.loaded().warnings());
    return isSame ? before : before.next(next, compiled, schema);
  }

  /** What is wrong, with places. */
  List<String> refused() {
    return refused;
  }

  private List<Pack> all() {
    return List.copyOf(packs.values());
  }

  /** Notes packs that run and have something wrong in them that was not there before. */
  private void refuse(List<RuleProblem> now, List<RuleProblem> then) {
    var known = new HashSet<String>();
    then.forEach(problem -> known.add(problem.file() + ": " + problem.message()));
    for (RuleProblem problem : now) {
      String pack = problem.pack();
      boolean runs = before.loaded().packs().stream().anyMatch(each -> each.name().equals(pack));
      if (runs && !known.contains(problem.file() + ": " + problem.message())) {
        bad.add(pack);
        refused.add(problem.toString());
      }
    }
  }

  private void restore(String name) {
    for (Pack pack : before.loaded().packs()) {
      if (pack.name().equals(name)) {
        packs.put(name, pack);
      }
    }
    restore(name, standing, before.loaded().problems());
    restore(name, warnings, before.loaded().warnings());
  }

  /** Of a pack there is to tell what there was. */
  private static void restore(String name, List<RuleProblem> now, List<RuleProblem> then) {
    now.removeIf(problem -> problem.pack().equals(name));
    then.stream().filter(problem -> problem.pack().equals(name)).forEach(now::add);
  }

  /** Why packs of now and of before cannot work together, with a place; empty if they can. */
  private String misfit() {
    Map<String, String> owners = new HashMap<>();
    for (Pack pack : packs.values()) {
      for (String id : ids(pack)) {
        String owner = owners.putIfAbsent(id, pack.name());
        if (owner != null) {
          return misfit(pack.name() + "/pack.yaml", "the rule " + id + " is in " + owner + " too");
        }
      }
    }
    var grouped = new ArrayList<Rule.Grouped>();
    for (Pack pack : packs.values()) {
      grouped.addAll(pack.grouped());
    }
    for (Rule.Grouped rule : grouped) {
      for (String id : rule.correlation().rules()) {
        if (!owners.containsKey(id)) {
          return misfit(place(rule), "it names the rule " + id + ", which is gone");
        }
      }
    }
    try {
      GroupedOrder.sorted(grouped);
      return "";
    } catch (IllegalArgumentException e) {
      return misfit(place(grouped.getFirst()), String.valueOf(e.getMessage()));
    }
  }

  private static String place(Rule.Grouped rule) {
    return rule.meta().pack()
        + "/sigma/"
        + rule.correlation().file()
        + ":"
        + rule.correlation().line();
  }

  private static String misfit(String place, String why) {
    return place + ": " + why + "; all packs stay as they are";
  }

  private static Set<String> ids(Pack pack) {
    var ids = new LinkedHashSet<String>();
    pack.singles().forEach(rule -> ids.add(rule.meta().id()));
    pack.grouped().forEach(rule -> ids.add(rule.meta().id()));
    pack.newTerms().forEach(rule -> ids.add(rule.meta().id()));
    return ids;
  }

  /** What has changed from one edition to the next. */
  static PackChange change(Edition before, Edition after, List<String> refused, long position) {
    Map<String, Long> then = new TreeMap<>(before.prints());
    Map<String, Long> now = new TreeMap<>(after.prints());
    var added = new ArrayList<String>();
    var changed = new ArrayList<String>();
    now.forEach(
        (name, print) -> {
          Long old = then.remove(name);
          if (old == null) {
            added.add(name);
          } else if (!old.equals(print)) {
            changed.add(name);
          }
        });
    return new PackChange(added, changed, List.copyOf(then.keySet()), refused, position);
  }
}
