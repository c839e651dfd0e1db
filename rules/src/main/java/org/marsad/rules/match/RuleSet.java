package org.marsad.rules.match;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.rule.RuleWork;
import org.marsad.model.rule.RuleWork.Readiness;

/**
 * Some rules, compiled: their tests are shared, all literals asked of a field are found in one pass
 * over it, and a rule is evaluated only where a test holds without which it could not. Thread-safe.
 */
final class RuleSet {
  /** No bytes. */
  static final byte[] NOTHING = {};

  /** Fields whose values are ours, so that keywords do not look at them. */
  private static final List<Field> OURS =
      List.of(
          Fields.FORMAT,
          Fields.ERROR_CODE,
          Fields.ERROR_MESSAGE,
          Fields.ERROR_OFFSET,
          Fields.TAGS,
          Fields.EVENT_KIND,
          Fields.EVENT_CATEGORY,
          Fields.EVENT_TYPE,
          Fields.EVENT_ACTION,
          Fields.EVENT_OUTCOME,
          Fields.EVENT_MODULE,
          Fields.EVENT_DATASET,
          Fields.EVENT_CLAIMED,
          Fields.SYSLOG_FACILITY_NAME,
          Fields.SYSLOG_SEVERITY_NAME);

  private static final boolean[] IS_OURS = ours();

  private final NameTable names;
  private final Map<String, Integer> fields;
  private final List<FieldPlan> plans;
  private final List<SetTest> tests;
  private final List<Judgement> conditions;
  private final Judgement[] judged;
  private final int[] always;
  private final int[] order;
  private final List<Map<String, Integer>> picks;
  private final PerThread<Pass> passes;

  /** Those of every thread that ever used the set. */
  private final List<RuleCounts> counts = new CopyOnWriteArrayList<>();

  RuleSet(
      Schema schema,
      NameTable names,
      Map<String, Integer> fields,
      List<FieldPlan> plans,
      List<SetTest> tests,
      List<Judgement> conditions,
      int[] always,
      int[] order,
      List<Map<String, Integer>> picks) {
    this.names = names;
    this.fields = Map.copyOf(fields);
    this.plans = List.copyOf(plans);
    this.tests = List.copyOf(tests);
    this.conditions = List.copyOf(conditions);
    judged = conditions.toArray(new Judgement[0]);
    this.always = always;
    this.order = order;
    this.picks = List.copyOf(picks);
    EventBatch nothing = EventBatch.builder(schema).build();
    passes = new PerThread<>(() -> new Pass(this, counts(), nothing));
  }

  private RuleCounts counts() {
    var own = new RuleCounts(conditions, plans.size());
    counts.add(own);
    return own;
  }

  private static boolean[] ours() {
    boolean[] ours = new boolean[Fields.ALL.size()];
    OURS.forEach(field -> ours[field.id()] = true);
    return ours;
  }

  /** Whether values of a field were said by the sender. */
  static boolean isLeaf(int field) {
    return field >= IS_OURS.length || !IS_OURS[field];
  }

  /** Tells every rule that holds for the event of a row, by its number among all rules. */
  void match(EventBatch batch, int row, Matches matches) {
    Pass pass = passes.get();
    pass.read(batch, row);
    RuleCounts counted = pass.counts();
    for (int i = 0; i < pass.candidates(); i++) {
      int rule = pass.candidate(i);
      if (counted.judge(rule, judged[rule], pass, batch.timestamp(row))) {
        matches.add(order[rule]);
        if (!picks.get(rule).isEmpty()) {
          pick(order[rule], picks.get(rule), pass, matches);
        }
      }
    }
  }

  private static void pick(int rule, Map<String, Integer> fields, Pass pass, Matches matches) {
    Map<String, String> values = new TreeMap<>();
    fields.forEach(
        (name, field) -> {
          String value = pass.value(field);
          if (value != null) {
            values.put(name, value);
          }
        });
    matches.picked(rule, values);
  }

  /** What its rules have done, by their numbers among all rules. */
  void work(Work told) {
    var isSeen = new boolean[plans.size()];
    long events = 0;
    for (RuleCounts each : counts) {
      events += each.events;
      for (int field = 0; field < isSeen.length; field++) {
        isSeen[field] |= each.isSeen[field];
      }
    }
    var sight = new Sight(this, isSeen);
    for (int rule = 0; events > 0 && rule < conditions.size(); rule++) {
      told.add(order[rule], work(rule, events, sight), misses(rule));
    }
  }

  private RuleWork work(int rule, long events, Sight sight) {
    List<String> blind =
        sight.blind(conditions.get(rule).condition()).stream()
            .map(field -> fieldName(field))
            .toList();
    long candidates = 0;
    long matches = 0;
    long nanos = 0;
    long last = RuleWork.NEVER;
    for (RuleCounts each : counts) {
      candidates += each.candidates(rule);
      matches += each.matches(rule);
      nanos += each.nanos(rule);
      last = Math.max(last, each.lastMatch(rule));
    }
    Readiness readiness = blind.isEmpty() ? Readiness.ARMED : Readiness.BLIND;
    return new RuleWork(readiness, blind, events, candidates, matches, Map.of(), nanos, last);
  }

  private long[] misses(int rule) {
    var misses = new long[conditions.get(rule).parts()];
    for (RuleCounts each : counts) {
      for (int part = 0; part < misses.length; part++) {
        misses[part] += each.misses(rule, part);
      }
    }
    return misses;
  }

  /** Values of which expressions could not find out whether they are in them. */
  long unfinished() {
    long sum = 0;
    for (SetTest test : tests) {
      sum += test.decides() instanceof BacktrackingCheck check ? check.unfinished() : 0;
    }
    return sum;
  }

  private String fieldName(int field) {
    return String.join(" or ", plans.get(field).objects());
  }

  int size() {
    return conditions.size();
  }

  /** The numbers of its rules among all. */
  IntStream numbers() {
    return Arrays.stream(order);
  }

  NameTable names() {
    return names;
  }

  List<FieldPlan> plans() {
    return plans;
  }

  List<SetTest> tests() {
    return tests;
  }

  int[] always() {
    return always;
  }

  /** The number of a field that rules name. */
  int field(String name) {
    Integer field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException("no rule of the set names " + name);
    }
    return field;
  }

  /** Told of what rules have done. */
  @FunctionalInterface
  interface Work {
    /**
     * Takes it.
     *
     * @param misses near misses by the part of the condition
     */
    void add(int rule, RuleWork work, long[] misses);
  }

  /** Told of rules that hold. */
  interface Matches {
    void add(int rule);

    /** The values of the fields that were to be picked for a rule that holds. */
    void picked(int rule, Map<String, String> values);
  }
}
