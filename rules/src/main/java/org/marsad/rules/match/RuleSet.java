package org.marsad.rules.match;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

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
  private final List<Node> conditions;
  private final int[] always;
  private final int[] order;
  private final List<Map<String, Integer>> picks;
  private final ThreadLocal<Pass> passes;

  RuleSet(
      Schema schema,
      NameTable names,
      Map<String, Integer> fields,
      List<FieldPlan> plans,
      List<SetTest> tests,
      List<Node> conditions,
      int[] always,
      int[] order,
      List<Map<String, Integer>> picks) {
    this.names = names;
    this.fields = Map.copyOf(fields);
    this.plans = List.copyOf(plans);
    this.tests = List.copyOf(tests);
    this.conditions = List.copyOf(conditions);
    this.always = always;
    this.order = order;
    this.picks = List.copyOf(picks);
    EventBatch nothing = EventBatch.builder(schema).build();
    passes = ThreadLocal.withInitial(() -> new Pass(this, nothing));
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
    for (int i = 0; i < pass.candidates(); i++) {
      int rule = pass.candidate(i);
      if (conditions.get(rule).holds(pass)) {
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

  int size() {
    return conditions.size();
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

  /** Told of rules that hold. */
  interface Matches {
    void add(int rule);

    /** The values of the fields that were to be picked for a rule that holds. */
    void picked(int rule, Map<String, String> values);
  }
}
