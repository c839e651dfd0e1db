package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what rules ask of one field. One thread, once. */
final class FieldPlanBuilder {
  private static final int[] NO_TESTS = {};

  private final List<String> names;
  private final Map<String, Integer> literals = new LinkedHashMap<>();
  private final List<byte[]> bytes = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final ByteTrie fronts = new ByteTrie();
  private final List<int[]> starts = new ArrayList<>();
  private final List<int[]> wholes = new ArrayList<>();
  private final ByteTrie backs = new ByteTrie();
  private final List<int[]> ends = new ArrayList<>();
  private final Map<Double, Integer> numbers = new LinkedHashMap<>();

  /** For a field of these names; none for every value. */
  FieldPlanBuilder(List<String> names) {
    this.names = names;
  }

  /** A number the value may be. */
  void number(double value, int test) {
    numbers.put(value, test);
  }

  /** A literal without which a test cannot hold. */
  void guard(byte[] literal, int test) {
    found(literal).possible.add(test);
  }

  /** A pattern over folded text that has a literal. */
  void pattern(byte[] literal, Glob glob, int test) {
    if (!glob.isLiteral()) {
      Found here = found(literal);
      here.globs.add(glob);
      here.globTests.add(test);
    } else if (glob.startsOpen() && glob.endsOpen()) {
      found(literal).holding.add(test);
    } else if (glob.startsOpen()) {
      enter(ends, backs.addBackwards(literal), test);
    } else {
      enter(glob.endsOpen() ? starts : wholes, fronts.add(literal), test);
    }
  }

  private Found found(byte[] literal) {
    String key = new String(literal, StandardCharsets.ISO_8859_1);
    int at = literals.computeIfAbsent(key, _ -> literals.size());
    if (at == bytes.size()) {
      bytes.add(literal);
      found.add(new Found());
    }
    return found.get(at);
  }

  private static void enter(List<int[]> byState, int state, int test) {
    while (byState.size() <= state) {
      byState.add(NO_TESTS);
    }
    int[] before = byState.get(state);
    int[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = test;
    byState.set(state, more);
  }

  FieldPlan build(NameTable table) {
    double[] sorted = numbers.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int[][] startTests = byState(starts, fronts);
    int[][] wholeTests = byState(wholes, fronts);
    int[][] endTests = byState(ends, backs);
    fronts.compress(state -> startTests[state].length + wholeTests[state].length > 0);
    backs.compress(state -> endTests[state].length > 0);
    return new FieldPlan(
        names.stream().mapToInt(table::number).toArray(),
        names,
        bytes.isEmpty() ? null : Literals.of(bytes),
        found.stream().map(Found::use).toArray(FieldPlan.Use[]::new),
        used(fronts),
        startTests,
        wholeTests,
        used(backs),
        endTests,
        sorted,
        Arrays.stream(sorted).mapToInt(value -> numbers.getOrDefault(value, 0)).toArray());
  }

  private static @Nullable ByteTrie used(ByteTrie trie) {
    return trie.size() > 1 ? trie : null;
  }

  private static int[][] byState(List<int[]> tests, ByteTrie trie) {
    int[][] all = tests.toArray(new int[trie.size()][]);
    Arrays.fill(all, tests.size(), all.length, NO_TESTS);
    return all;
  }

  /** What a literal decides. */
  private static final class Found {
    final List<Integer> holding = new ArrayList<>();
    final List<Integer> possible = new ArrayList<>();
    final List<Glob> globs = new ArrayList<>();
    final List<Integer> globTests = new ArrayList<>();

    FieldPlan.Use use() {
      return new FieldPlan.Use(
          RuleSetBuilder.ints(holding),
          RuleSetBuilder.ints(possible),
          globs.toArray(new Glob[0]),
          RuleSetBuilder.ints(globTests));
    }
  }
}
