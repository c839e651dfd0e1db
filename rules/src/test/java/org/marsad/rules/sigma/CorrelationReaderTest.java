package org.marsad.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.incident.Level;
import org.marsad.rules.problem.RuleProblem;

class CorrelationReaderTest {
  private static final String A = base("a", "00a1");
  private static final String B = base("b", "00b1");

  private static String base(String name, String id) {
    return """
    title: Rule NAME
    id: 5d9c0a52-0000-4000-8000-00000000ID
    name: NAME
    logsource: {category: test}
    detection:
      sel: {kind: NAME}
      condition: sel
    ---
    """
        .replace("NAME", name)
        .replace("ID", id);
  }

  @Test
  void readsWhatACorrelationSaysInAnyOrderOfDocuments() {
    String text =
        """
        title: Many and one
        id: 5d9c0a52-0000-4000-8000-0000000000C2
        name: many_one
        author: A. Author
        date: 2026-08-05
        tags: [attack.t1110]
        level: high
        correlation:
          type: temporal_ordered
          rules: [many, b]
          group-by: user
          timespan: 10m
          aliases:
            user: {many: user, b: target}
        ---
        title: Many
        name: many
        correlation:
          type: event_count
          rules: 5d9c0a52-0000-4000-8000-0000000000a1
          group-by: [user]
          timespan: 5m
          condition: {gt: 2, gte: 2.5}
          generate: true
        ---
        """;
    SigmaLoader.Loaded loaded = new SigmaLoader().add("c.yml", text + A + B).loaded();
    assertEquals(List.of(), loaded.problems());
    assertEquals(List.of("Many", "Many and one"), titles(loaded));
    SigmaCorrelation many = loaded.correlations().getFirst();
    assertEquals(new SigmaCorrelation.EventCount(threshold(many)), many.what());
    assertEquals(3, threshold(many).least());
    assertTrue(many.generate());
    assertEquals(300_000_000_000L, many.timespan());
    SigmaCorrelation outer = loaded.correlations().getLast();
    assertEquals("5d9c0a52-0000-4000-8000-0000000000c2", outer.id());
    assertEquals(Level.HIGH, outer.level());
    assertEquals(20_260_805, outer.version());
    assertEquals("A. Author", outer.author());
    assertFalse(outer.generate());
    assertEquals(List.of(many.id(), "5d9c0a52-0000-4000-8000-0000000000b1"), outer.rules());
    assertEquals(List.of(List.of("user"), List.of("target")), outer.keys());
    assertEquals(new SigmaCorrelation.TemporalOrdered(List.of(1L, 2L), 2), outer.what());
    assertEquals(1, outer.line());
  }

  private static Threshold threshold(SigmaCorrelation correlation) {
    return correlation.what() instanceof SigmaCorrelation.EventCount(Threshold threshold)
        ? threshold
        : new Threshold(List.of());
  }

  @Test
  void readsConditionsOfRules() {
    assertEquals(
        new SigmaCorrelation.TemporalPresence(
            new Presence.All(
                List.of(new Presence.Rule(0), new Presence.Not(new Presence.Rule(1))))),
        load("type: temporal|condition: a and not b").correlations().getFirst().what());
    assertEquals(
        new SigmaCorrelation.TemporalOrdered(List.of(2L, 1L), 2),
        load("type: temporal_ordered|rules: [a, b]|condition: b and a")
            .correlations()
            .getFirst()
            .what());
    assertEquals(
        new SigmaCorrelation.TemporalOrdered(List.of(1L, 2L, 1L), 3),
        load("type: temporal_ordered|rules: [a, b, a]").correlations().getFirst().what());
  }

  /** Lines of the correlation, then the place and the beginning of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "type: event_cuont|rules: a ~ 4:9: there is no correlation \"event_cuont\"; did you mean"
            + " \"event_count\"?",
        "type: event_count|rules: [a, c]|condition: {gte: 2} ~ 5:14: no rule has the id or name"
            + " \"c\"; did you mean \"a\"?",
        "type: event_count|rules: a ~ 4:3: \"condition\" is missing",
        "type: event_count|condition: {gte: 2} ~ 4:3: \"rules\" names no rule",
        "type: event_count|rules: a|condition: {} ~ 6:14: expecting at least one of gt, gte",
        "type: event_count|rules: a|condition: {gte: x} ~ 6:20: \"x\" is no number",
        "type: event_count|rules: a|condition: {gte: 2, fild: x} ~ 6:23: unknown key \"fild\"",
        "type: event_count|rules: a|condition: {gte: 2, field: x} ~ 6:23: event_count looks at no"
            + " field",
        "type: event_count|rules: a|condition: {gte: 200000} ~ 6:14: counts go up to 100000",
        "type: event_count|rules: a|condition: {gt: 5, lt: 5} ~ 6:14: this can never hold",
        "type: event_count|rules: a|condition: {eq: 0} ~ 6:14: this can never hold: windows begin",
        "type: value_sum|rules: a|condition: {gt: 5, lt: 5, field: x} ~ 6:14: this can never hold",
        "type: event_count|rules: a|condition: a ~ 6:14: expecting a comparison such as",
        "type: event_count|rules: a|groupby: x|condition: {gte: 2} ~ 6:3: unknown key \"groupby\";"
            + " did you mean \"group-by\"?",
        "type: value_count|rules: a|condition: {gte: 2} ~ 6:14: value_count needs the \"field\"",
        "type: value_sum|rules: a|condition: {gte: 2, field: [x, y]} ~ 6:23: value_sum looks at one"
            + " field",
        "type: value_percentile|rules: a|condition: {field: x, gte: 2} ~ 6:14: \"percentile\" is"
            + " missing: 0 to 100",
        "type: value_percentile|rules: a|condition: {field: x, gte: 2, percentile: 101} ~ 6:45: a"
            + " percentile is 0 to 100",
        "type: temporal|rules: [a, b]|condition: {gte: 3} ~ 6:14: this can never hold: 3 rules are"
            + " asked for and 2 are named",
        "type: temporal|rules: [a, a] ~ 5:14: the rule is named twice",
        "type: temporal|rules: a|condition: a and b ~ 6:20: \"b\" is none of the rules",
        "type: temporal|rules: [a, b]|condition: not a ~ 6:14: the condition holds where no rule"
            + " does",
        "type: temporal|rules: [a, b]|condition: a and ~ 6:14: the condition ends where",
        "type: temporal_ordered|rules: [a, b]|condition: a and not b ~ 6:14: an ordered condition",
        "type: temporal_ordered|rules: [a, b]|condition: {lt: 2} ~ 6:14: temporal_ordered takes gt"
            + " or gte",
        "type: temporal|rules: [a, b]|aliases: {u: {c: x}} ~ 6:17: no rule has the id or name"
            + " \"c\"",
        "type: temporal|rules: a|aliases: {u: {b: x}} ~ 6:17: \"b\" is none of the rules",
        "type: temporal|rules: a|generate: maybe ~ 6:13: generate is true or false",
      })
  void rejectsWhatCouldNotHoldAndSaysWhere(String lines, String problem) {
    SigmaLoader.Loaded loaded = load(lines);
    assertEquals(List.of(), loaded.correlations(), lines);
    assertEquals(2, loaded.rules().size());
    String told = loaded.problems().getFirst().toString();
    assertTrue(told.startsWith("c.yml:" + problem.strip()), told);
  }

  @ParameterizedTest
  @CsvSource({"5, 9:13", "5x, 9:13", "0s, 9:13", "2y, 9:13"})
  void rejectsSpansThatAreNone(String span, String place) {
    String text = correlation("type: event_count|rules: a|condition: {gte: 2}|group-by: u");
    SigmaLoader.Loaded loaded =
        new SigmaLoader()
            .add("c.yml", text.replace("timespan: 5m", "timespan: " + span) + A + B)
            .loaded();
    String told = loaded.problems().getFirst().toString();
    assertTrue(told.startsWith("c.yml:8:13: ") || told.startsWith("c.yml:" + place), told);
  }

  @Test
  void leavesOutCirclesAndThoseThatLeanOnThem() {
    String circle =
        named("x", "[y]") + named("y", "[x]") + named("z", "[x, a]") + named("good", "[a]");
    SigmaLoader.Loaded loaded = new SigmaLoader().add("c.yml", circle + A).loaded();
    assertEquals(List.of("good"), titles(loaded));
    List<String> problems = loaded.problems().stream().map(RuleProblem::message).sorted().toList();
    assertEquals(
        "correlations name each other in a circle: x > y > x", problems.getFirst(), "" + problems);
    assertEquals(3, problems.size());
  }

  @Test
  void rejectsAskingACorrelationForWhatItDoesNotTell() {
    String text = named("inner", "[a]") + named("outer", "[inner]").replace("[user]", "[host]");
    SigmaLoader.Loaded loaded = new SigmaLoader().add("c.yml", text + A).loaded();
    assertEquals(List.of("inner"), titles(loaded));
    assertTrue(
        loaded
            .problems()
            .getFirst()
            .toString()
            .contains("the correlation inner groups by [user] and tells nothing of [host]"),
        loaded.problems().toString());
  }

  @Test
  void aNameThatSeveralRulesHaveMustBeAnId() {
    String text = named("c", "[a]");
    SigmaLoader.Loaded loaded =
        new SigmaLoader().add("c.yml", text + A + base("a", "00a2")).loaded();
    assertTrue(
        loaded.problems().getFirst().message().contains("several rules have the name \"a\""),
        loaded.problems().toString());
  }

  private static String named(String name, String rules) {
    return """
    title: NAME
    name: NAME
    correlation:
      type: event_count
      rules: RULES
      group-by: [user]
      timespan: 5m
      condition: {gte: 2}
    ---
    """
        .replace("NAME", name)
        .replace("RULES", rules);
  }

  private static String correlation(String lines) {
    return """
    title: Together
    name: together
    correlation:
      LINES
      timespan: 5m
    ---
    """
        .replace("LINES", lines.strip().replace("|", "\n  "));
  }

  private static SigmaLoader.Loaded load(String lines) {
    return new SigmaLoader().add("c.yml", correlation(lines) + A + B).loaded();
  }

  private static List<String> titles(SigmaLoader.Loaded loaded) {
    return loaded.correlations().stream().map(SigmaCorrelation::title).toList();
  }
}
