package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.sigma.LogSource;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.rules.source.SourceEntries;
import org.marsad.rules.source.SourceEntry;

/**
 * Judges events by Sigma rules. The fields of an event tell of which log sources it is, by the file
 * of log sources; the rules for those are compiled into one set, at the first such event. An event
 * of which the file knows nothing may declare {@code product}, {@code category} and {@code service}
 * itself; where it does not, the rules are judged whose log source the file does not know.
 * Thread-safe.
 */
public final class SigmaDetector {
  private static final int MAX_PLACES = 10_000;

  /** Kinds of events that a thread finds without a lock; a power of two. */
  private static final int RECENT = 64;

  private static final Picked NOBODY = (_, _) -> {};

  private static final int MAX_VALUE = 1024;

  /** By their numbers, which a rule keeps as long as it is there; some may be of rules now gone. */
  private final List<SigmaRule> rules;

  /** In the order they were given. */
  private final List<SigmaRule> ordered;

  /** By number the place in that order. */
  private final int[] places;

  private final Map<String, Set<String>> picked;
  private final Schema schema;
  private final List<SourceEntry> entries;
  private final SourceFinder finder;
  private final Map<LogSource, List<Integer>> bySource = new LinkedHashMap<>();
  private final Map<Bits, Kind> byBits = new ConcurrentHashMap<>();
  private final Map<LogSource, RuleSet> byDeclared = new ConcurrentHashMap<>();
  private final Map<Map<LogSource, Map<String, List<String>>>, RuleSet> sets = new HashMap<>();
  private final PerThread<State> states;

  /** What the logs of a set are called, by the log source of its rules. */
  private final Map<RuleSet, Map<LogSource, Set<String>>> logs = new ConcurrentHashMap<>();

  /** What sets counted that are gone, see {@link #unfinished}. */
  private long unfinishedBefore;

  /** Over these rules, with the log sources that come with Marsad. */
  public SigmaDetector(List<SigmaRule> rules, Schema schema) {
    this(rules, Map.of(), schema);
  }

  /**
   * Over these rules, with the log sources that come with Marsad.
   *
   * @param picked by rule id the fields whose values are told where it holds
   */
  public SigmaDetector(List<SigmaRule> rules, Map<String, Set<String>> picked, Schema schema) {
    this(rules, picked, schema, rules);
  }

  /**
   * Over these rules, in the place of another detector: rules for the log sources that it has seen
   * are compiled now, and sets of the same rules are taken over with what they have counted.
   */
  public SigmaDetector(
      List<SigmaRule> rules, Map<String, Set<String>> picked, Schema schema, SigmaDetector before) {
    this(rules, picked, schema, numbered(rules, before.rules));
    before.sets(this).forEach((sources, set) -> sets.put(sources, set));
    unfinishedBefore = before.unfinished() - unfinished();
    before.byBits.keySet().forEach(this::learn);
    before.byDeclared.keySet().forEach(s -> byDeclared.put(s, compiled(declaredSources(s))));
  }

  private SigmaDetector(
      List<SigmaRule> ordered,
      Map<String, Set<String>> picked,
      Schema schema,
      List<SigmaRule> numbered) {
    this.rules = List.copyOf(numbered);
    this.ordered = List.copyOf(ordered);
    this.picked = Map.copyOf(picked);
    this.schema = schema;
    entries = SourceEntries.shipped();
    finder = new SourceFinder(entries, schema);
    Map<String, Integer> numbers = numbers(rules);
    places = new int[rules.size()];
    for (int place = 0; place < ordered.size(); place++) {
      SigmaRule rule = ordered.get(place);
      boolean isInPlace = place < rules.size() && rules.get(place).equals(rule);
      int number = isInPlace ? place : numbers.getOrDefault(rule.id(), place);
      places[number] = place;
      bySource.computeIfAbsent(rule.logSource(), _ -> new ArrayList<>()).add(number);
    }
    states = new PerThread<>(() -> new State(finder.words()));
  }

  private static Map<String, Integer> numbers(List<SigmaRule> rules) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int number = 0; number < rules.size(); number++) {
      numbers.put(rules.get(number).id(), number);
    }
    return numbers;
  }

  /** The rules under the numbers they had, new ones behind; from nothing where most are gone. */
  private static List<SigmaRule> numbered(List<SigmaRule> ordered, List<SigmaRule> before) {
    var numbered = new ArrayList<>(before);
    Map<String, Integer> numbers = numbers(before);
    for (SigmaRule rule : ordered) {
      Integer number = numbers.get(rule.id());
      if (number == null) {
        numbered.add(rule);
      } else {
        numbered.set(number, rule);
      }
    }
    return numbered.size() > 2 * ordered.size() ? ordered : numbered;
  }

  /** The sets that are of the same rules, under the same numbers, in another detector. */
  private synchronized Map<Map<LogSource, Map<String, List<String>>>, RuleSet> sets(
      SigmaDetector other) {
    Map<Map<LogSource, Map<String, List<String>>>, RuleSet> same = new HashMap<>();
    sets.forEach(
        (sources, set) -> {
          if (sources.keySet().stream().allMatch(source -> isSame(source, other))) {
            same.put(sources, set);
          }
        });
    return same;
  }

  private boolean isSame(LogSource source, SigmaDetector other) {
    List<Integer> numbers = bySource.getOrDefault(source, List.of());
    return numbers.equals(other.bySource.getOrDefault(source, List.of()))
        && numbers.stream()
            .allMatch(
                number -> {
                  SigmaRule rule = rules.get(number);
                  return rule.equals(other.rules.get(number))
                      && picked
                          .getOrDefault(rule.id(), Set.of())
                          .equals(other.picked.getOrDefault(rule.id(), Set.of()));
                });
  }

  /** The rules that hold for the event of a row, in the order they were given. */
  public List<SigmaRule> match(EventBatch batch, int row) {
    return match(batch, row, NOBODY);
  }

  /** The same, with the values of picked fields for those who correlate. */
  public List<SigmaRule> match(EventBatch batch, int row, Picked told) {
    if (ordered.isEmpty()) {
      return List.of();
    }
    State state = states.get();
    state.told = told;
    finder.find(batch, row, state.bits);
    RuleSet set = place(batch, row, state);
    state.count = 0;
    set.match(batch, row, state);
    state.told = NOBODY;
    return state.count == 0 ? List.of() : told(state);
  }

  /** What every rule has done so far, by its id; any thread may ask. */
  public Map<String, RuleWork> work() {
    Map<String, RuleWork> work = new LinkedHashMap<>();
    ordered.forEach(rule -> work.put(rule.id(), RuleWork.NONE));
    for (RuleSet set : sets()) {
      Map<LogSource, Set<String>> names = logs.getOrDefault(set, Map.of());
      set.work(
          (number, done, misses) -> {
            SigmaRule rule = rules.get(number);
            LogSource source = rule.logSource();
            String log = String.join(" or ", names.getOrDefault(source, Set.of(source.toString())));
            RuleWork named = PartNames.of(rule).name(done, misses).on(log);
            work.merge(rule.id(), named, RuleWork::plus);
          });
    }
    return work;
  }

  /** Values of which expressions that RE2 refuses could not be found out; any thread may ask. */
  public long unfinished() {
    long sum = unfinishedBefore;
    for (RuleSet set : sets()) {
      sum += set.unfinished();
    }
    return sum;
  }

  private synchronized List<RuleSet> sets() {
    return List.copyOf(sets.values());
  }

  private List<SigmaRule> told(State state) {
    Arrays.sort(state.matches, 0, state.count);
    var held = new ArrayList<SigmaRule>(state.count);
    int last = -1;
    for (int i = 0; i < state.count; i++) {
      if (state.matches[i] != last) {
        last = state.matches[i];
        held.add(ordered.get(last));
      }
    }
    return held;
  }

  /** The rules that are judged on events such as that of a row, as its log sources say. */
  public List<SigmaRule> judged(EventBatch batch, int row) {
    var state = new State(finder.words());
    finder.find(batch, row, state.bits);
    return place(batch, row, state).numbers().mapToObj(rules::get).toList();
  }

  /**
   * Whether the fields of a rule have their own names in the event of a row, and not those of
   * another log source.
   */
  public boolean isUnderItsNames(SigmaRule rule, EventBatch batch, int row) {
    Map<String, List<String>> renames = renames(rule.logSource(), batch, row);
    return renames != null
        && renames.entrySet().stream().allMatch(each -> each.getValue().contains(each.getKey()));
  }

  /** The rules for events like this. */
  private RuleSet place(EventBatch batch, int row, State state) {
    Bits bits = new Bits(state.bits);
    int slot = bits.hashCode() & RECENT - 1;
    Kind kind = state.recent[slot];
    if (kind == null || !kind.bits.equals(bits)) {
      kind = kind(bits);
      state.recent[slot] = kind;
    }
    return kind.isUnknown ? declared(batch, row) : kind.set;
  }

  private Kind kind(Bits bits) {
    Kind known = byBits.get(bits);
    if (known != null) {
      return known;
    }
    if (byBits.size() >= MAX_PLACES) {
      byBits.clear();
    }
    return learn(new Bits(bits.words.clone()));
  }

  private Kind learn(Bits bits) {
    List<SourceEntry> holding = holding(bits.words);
    var kind = new Kind(bits, set(holding), holding.isEmpty());
    byBits.put(bits, kind);
    return kind;
  }

  /**
   * The names that fields of rules for a log source have in the event of a row; null if the event
   * is not of it.
   */
  @Nullable Map<String, List<String>> renames(LogSource source, EventBatch batch, int row) {
    var bits = new long[finder.words()];
    finder.find(batch, row, bits);
    List<SourceEntry> holding = holding(bits);
    List<SourceEntry> used = used(source, holding);
    if (used.isEmpty()) {
      return !holding.isEmpty() || !declaredSources(declaration(batch, row)).containsKey(source)
          ? null
          : Map.of();
    }
    Map<String, List<String>> renames = new LinkedHashMap<>();
    used.forEach(entry -> renames.putAll(entry.fields()));
    return renames;
  }

  private List<SourceEntry> holding(long[] bits) {
    var holding = new ArrayList<SourceEntry>();
    for (int i = 0; i < entries.size(); i++) {
      if (finder.holds(i, bits)) {
        holding.add(entries.get(i));
      }
    }
    return holding;
  }

  /** The rules for events for which these entries hold, with the names of their fields there. */
  private RuleSet set(List<SourceEntry> holding) {
    Map<LogSource, Map<String, List<String>>> sources = new LinkedHashMap<>();
    Map<LogSource, String> names = new HashMap<>();
    for (LogSource source : bySource.keySet()) {
      List<SourceEntry> used = used(source, holding);
      if (!used.isEmpty()) {
        Map<String, List<String>> renames = new LinkedHashMap<>();
        used.forEach(entry -> renames.putAll(entry.fields()));
        sources.put(source, renames);
        names.put(source, used.getLast().told());
      }
    }
    RuleSet set = compiled(sources);
    Map<LogSource, Set<String>> known = logs.computeIfAbsent(set, _ -> new ConcurrentHashMap<>());
    names.forEach(
        (source, name) ->
            known.computeIfAbsent(source, _ -> new ConcurrentSkipListSet<>()).add(name));
    return set;
  }

  /** The entries that make a rule's log source hold; none if it does not. */
  static List<SourceEntry> used(LogSource source, List<SourceEntry> holding) {
    Set<SourceEntry> used = new LinkedHashSet<>();
    boolean product = source.product().isEmpty();
    boolean category = source.category().isEmpty();
    boolean service = source.service().isEmpty();
    for (SourceEntry entry : holding) {
      LogSource names = entry.names();
      if (!source.product().isEmpty()
          && !names.product().isEmpty()
          && !source.product().equals(names.product())) {
        continue;
      }
      boolean ofProduct = !names.product().isEmpty();
      boolean ofCategory =
          !names.category().isEmpty() && names.category().equals(source.category());
      boolean ofService = !names.service().isEmpty() && names.service().equals(source.service());
      boolean root = names.category().isEmpty() && names.service().isEmpty();
      product |= ofProduct;
      category |= ofCategory;
      service |= ofService;
      if (ofCategory || ofService || root) {
        used.add(entry);
      }
    }
    if (!product || !category || !service) {
      return List.of();
    }
    return used.isEmpty() ? holding.subList(0, 1) : List.copyOf(used);
  }

  /** The rules for what an event says of itself. */
  private RuleSet declared(EventBatch batch, int row) {
    LogSource source = declaration(batch, row);
    RuleSet known = byDeclared.get(source);
    if (known == null) {
      if (byDeclared.size() >= MAX_PLACES) {
        byDeclared.clear();
      }
      known = compiled(declaredSources(source));
      byDeclared.put(source, known);
    }
    return known;
  }

  private LogSource declaration(EventBatch batch, int row) {
    return new LogSource(
        text(batch, row, "product"), text(batch, row, "category"), text(batch, row, "service"));
  }

  private Map<LogSource, Map<String, List<String>>> declaredSources(LogSource declared) {
    boolean says = !declared.equals(new LogSource("", "", ""));
    Map<LogSource, Map<String, List<String>>> sources = new LinkedHashMap<>();
    for (LogSource source : bySource.keySet()) {
      if (says ? source.contains(declared) : !isKnown(source)) {
        sources.put(source, Map.of());
      }
    }
    return sources;
  }

  /** Whether the file of log sources has entries for all that a rule's log source names. */
  private boolean isKnown(LogSource source) {
    return !used(source, entries).isEmpty();
  }

  private String text(EventBatch batch, int row, String name) {
    Field field = schema.find(name);
    int slice = field == null ? EventBatch.NONE : batch.find(row, field.id());
    return slice == EventBatch.NONE ? "" : Fold.text(batch.text(slice));
  }

  private synchronized RuleSet compiled(Map<LogSource, Map<String, List<String>>> sources) {
    return sets.computeIfAbsent(
        sources,
        wanted -> {
          var builder = new RuleSetBuilder();
          wanted.forEach(
              (source, renames) -> {
                for (int rule : bySource.getOrDefault(source, List.of())) {
                  SigmaRule each = rules.get(rule);
                  builder.add(
                      rule, each.condition(), renames, picked.getOrDefault(each.id(), Set.of()));
                }
              });
          return builder.build(schema);
        });
  }

  /** A long value by its beginning and its hash, so that two of them stay two. */
  private static String bounded(String value) {
    return value.length() <= MAX_VALUE
        ? value
        : value.substring(0, MAX_VALUE)
            + "\u2026"
            + UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Told of the values of picked fields for every rule that holds. */
  public interface Picked {
    /** A field that the event does not have is not among the values. */
    void picked(String rule, Map<String, String> values);
  }

  /** What a thread keeps from event to event. */
  private final class State implements RuleSet.Matches {
    final long[] bits;

    /** The kinds of events seen last, by their hash. */
    final @Nullable Kind[] recent = new Kind[RECENT];

    int[] matches = new int[16];
    int count;
    Picked told = NOBODY;

    State(int words) {
      bits = new long[words];
    }

    @Override
    public void add(int rule) {
      if (count == matches.length) {
        matches = Arrays.copyOf(matches, count * 2);
      }
      matches[count++] = places[rule];
    }

    @Override
    public void picked(int rule, Map<String, String> values) {
      values.replaceAll((_, value) -> bounded(value));
      told.picked(rules.get(rule).id(), values);
    }
  }

  /**
   * Events for which the same conditions hold.
   *
   * @param set the rules for them
   * @param isUnknown whether the file of log sources knows nothing of them, so that they may say
   *     themselves what they are
   */
  private record Kind(Bits bits, RuleSet set, boolean isUnknown) {}

  /** The conditions that hold for an event. */
  private static final class Bits {
    private final long[] words;

    Bits(long[] words) {
      this.words = words;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bits bits && Arrays.equals(words, bits.words);
    }

    @Override
    public int hashCode() {
      int hash = Arrays.hashCode(words) * 0x9e3779b9;
      return hash ^ hash >>> 16;
    }
  }
}
