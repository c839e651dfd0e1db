package org.marsad.rules.keyed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.incident.Matched;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.signal.Signal;

class KeyedTimelineTest {
  private static final long SECOND = 1_000_000_000L;

  /**
   * Lines of the correlation; events, each second, rules and fields; what holds, each the number of
   * the last event, and the group. Windows close after the last event.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        // Counts.
        "type: event_count|rules: [a]|condition: {gte: 2} ~ 0 a u=x; 9 a u=x ~ 1 u=x",
        "type: event_count|rules: [a]|condition: {gte: 2} ~ 0 a u=x; 9 a u=y ~ ''",
        "type: event_count|rules: [a]|condition: {gte: 2} ~ 0 a u=x; 10 a u=x ~ ''",
        "type: event_count|rules: [a, b]|condition: {gte: 2} ~ 0 a+b u=x; 1 b u=x ~ 1 u=x",
        "type: event_count|rules: [a]|condition: {gte: 2} ~ 0 a v=x; 1 a v=x; 2 a u= ; 3 a u= ~ 3"
            + " u=",
        "type: event_count|rules: [a]|condition: {gt: 1} ~ 0 a u=x; 1 a u=x; 2 a u=x; 11 a u=x; 12"
            + " a u=x ~ 1 u=x; 3 u=x",
        // Decided when the window closes.
        "type: event_count|rules: [a]|condition: {lt: 2} ~ 0 a u=x; 1 a u=y; 2 a u=y ~ 0 u=x",
        "type: event_count|rules: [a]|condition: {eq: 2} ~ 0 a u=x; 1 a u=x; 2 a u=x; 20 a u=x; 21"
            + " a u=x ~ 4 u=x",
        "type: event_count|rules: [a]|condition: {neq: 2} ~ 0 a u=x; 1 a u=x; 9 a u=y ~ 2 u=y",
        "type: event_count|rules: [a]|condition: {gt: 1, lte: 2} ~ 0 a u=x; 1 a u=x; 2 a u=y ~ 1"
            + " u=x",
        "type: value_count|rules: [a]|condition: {field: v, lte: 1} ~ 0 a u=x v=1; 1 a u=x v=1; 2 a"
            + " u=y v=1; 3 a u=y v=2 ~ 1 u=x",
        "type: value_avg|rules: [a]|condition: {field: v, lt: 5} ~ 0 a u=x v=2; 1 a u=x v=9; 2 a"
            + " u=y v=2; 3 a u=y v=-1.5e1; 4 a u=y v=high ~ 3 u=y",
        "type: temporal|rules: [a, b]|condition: {eq: 1} ~ 0 a u=x; 1 b u=x; 1 b u=y ~ 2 u=y",
        "type: temporal|rules: [a, b]|condition: a and not b ~ 0 a u=x; 1 b u=x; 1 a u=y; 2 c u=y ~"
            + " 2 u=y",
        // Distinct values, tuples of them, and none where a field is missing.
        "type: value_count|rules: [a]|condition: {field: v, gte: 2} ~ 0 a u=x v=1; 1 a u=x v=1; 2 a"
            + " u=x; 3 a u=x v=2 ~ 3 u=x",
        "type: value_count|rules: [a]|condition: {field: [v, w], gte: 2} ~ 0 a u=x v=1 w=2; 1 a u=x"
            + " v=1 w=2; 2 a u=x v=12 w= ~ 2 u=x",
        // Numbers.
        "type: value_sum|rules: [a, b]|condition: {field: v, gte: 10} ~ 0 a+b u=x v=5; 1 b u=x v=4;"
            + " 2 b u=x v=NaN; 3 b u=x v=1 ~ 3 u=x",
        "type: value_median|rules: [a]|condition: {field: v, gte: 10} ~ 0 a u=x v=1; 1 a u=x v=10;"
            + " 2 a u=x v=11 ~ 2 u=x",
        // Rules together, in any order or in theirs.
        "type: temporal|rules: [a, b] ~ 0 b u=x; 1 a u=x ~ 1 u=x",
        "type: temporal|rules: [a, b] ~ 0 a+b u=x ~ 0 u=x",
        "type: temporal|rules: [a, b, c]|condition: {gte: 2} ~ 0 c u=x; 1 a u=x ~ 1 u=x",
        "type: temporal|condition: a and (b or c) ~ 0 b u=x; 1 c u=x; 2 a u=x ~ 2 u=x",
        "type: temporal_ordered|rules: [a, b] ~ 0 b u=x; 1 a u=x; 2 c u=x; 3 b u=x ~ 3 u=x",
        "type: temporal_ordered|rules: [a, b] ~ 0 a+b u=x; 1 c u=x ~ ''",
        "type: temporal_ordered|rules: [a, b] ~ 0 a u=x; 8 a u=x; 12 b u=x ~ 2 u=x",
        "type: temporal_ordered|rules: [a, b, c] ~ 0 a u=x; 1 c u=x; 2 b u=x; 3 a u=x; 9 c u=x ~ 4"
            + " u=x",
        "type: temporal_ordered|rules: [a, b, c]|condition: {gte: 2} ~ 0 c u=x; 1 b u=x; 2 a u=x; 3"
            + " c u=x ~ 3 u=x",
        "type: temporal_ordered|rules: [a, b, a] ~ 0 a u=x; 1 b u=x; 2 b u=x; 3 a u=x ~ 3 u=x",
        "type: temporal_ordered|condition: a and (b or c) ~ 0 c u=x; 1 a u=x; 2 c u=x ~ 2 u=x",
        // Fields under other names.
        "type: temporal|rules: [a, b]|aliases: {u: {a: s, b: d}} ~ 0 a s=1 d=2; 1 b s=1 d=2; 2 b"
            + " s=9 d=1 ~ 2 u=1",
      })
  void holdsForTheGroupAndEvent(String lines, String events, String expected) throws IOException {
    KeyedRules rules = rules(correlation("x", lines));
    List<Signal> signals = signals(events);
    assertEquals(expected, told(run(rules, signals, false), signals), lines + " / " + events);
    assertEquals(expected, told(run(rules, signals, true), signals), "over checkpoints");
  }

  @Test
  void correlationsAreEventsForThoseThatNameThem() throws IOException {
    KeyedRules rules =
        rules(
            correlation("last", "type: temporal_ordered|rules: [many, b]")
                + correlation("many", "type: event_count|rules: [a]|condition: {gte: 2}")
                + correlation("few", "type: event_count|rules: [c]|condition: {lt: 2}")
                + correlation("quiet", "type: event_count|rules: [few]|condition: {gte: 1}"));
    List<Signal> signals =
        signals("0 a u=x; 1 a u=x; 2 a u=x; 3 b u=y; 4 b u=x; 5 c u=x; 15 a u=x");
    for (boolean restarts : new boolean[] {false, true}) {
      List<KeyedFinding> findings = run(rules, signals, restarts);
      assertEquals(
          List.of("many 1 silent", "last 4", "few 5 silent", "quiet 5"),
          findings.stream()
              .map(
                  each ->
                      each.rule().meta().title()
                          + " "
                          + each.crossing().evidence().getLast().id()
                          + (each.isSilent() ? " silent" : ""))
              .toList());
    }
  }

  @Test
  void tellsWhatWasAskedOfWhichRulesAndWhatAnsweredIt() throws IOException {
    KeyedRules rules =
        rules(
            correlation("many", "type: value_count|rules: [a]|condition: {field: v, gte: 2}")
                + correlation("then", "type: temporal_ordered|rules: [many, b]"));
    List<KeyedFinding> findings = run(rules, signals("0 a u=x v=1; 3 a u=x v=2; 4 b u=x"), false);
    String a = '"' + id("a") + '"';
    assertEquals("2 different values of v for u x within 3 s", findings.get(0).reason());
    assertEquals(
        List.of(new Matched("value_count", "v", ">= 2 of " + a + " within 10 s", "2")),
        findings.get(0).matched());
    String both = "\"many\", \"" + id("b") + '"';
    assertEquals(both + " held in their order for u x within 4 s", findings.get(1).reason());
    assertEquals(
        List.of(
            new Matched(
                "temporal_ordered",
                "",
                "2 in their order of " + both + " within 10 s",
                "in their order")),
        findings.get(1).matched());
  }

  @Test
  void windowsCloseBeforeEventsOfTheirClosingTime() {
    KeyedRules rules = rules(correlation("few", "type: event_count|rules: [a]|condition: {lt: 2}"));
    var order = new ArrayList<String>();
    KeyedTimeline timeline =
        rules.timeline(1 << 20, 1 << 20, finding -> order.add("held " + finding.group()));
    List<Signal> signals = signals("0 a u=x; 10 a u=x; 19 a u=x");
    timeline.accept(signals.get(0));
    timeline.advance(10 * SECOND - 1);
    assertEquals(List.of(), order);
    timeline.accept(signals.get(1));
    assertEquals(List.of("held {u=x}"), order);
    timeline.accept(signals.get(2));
    timeline.advance(100 * SECOND);
    assertEquals(1, order.size(), "two in the window that began at 10 s");
  }

  @Test
  void aRuleIsSilentUnlessSomeCorrelationLetsItSpeak() {
    String quiet = correlation("x", "type: event_count|rules: [a, b]|condition: {gte: 2}");
    String loud =
        correlation("y", "type: event_count|rules: [b]|generate: true|condition: {gte: 2}");
    KeyedRules rules = rules(quiet + loud);
    assertEquals(true, rules.isSilent(id("a")));
    assertEquals(false, rules.isSilent(id("b")));
    assertEquals(false, rules.isSilent(id("c")));
  }

  private static List<KeyedFinding> run(KeyedRules rules, List<Signal> signals, boolean restarts)
      throws IOException {
    var findings = new ArrayList<KeyedFinding>();
    Consumer<KeyedFinding> take = findings::add;
    KeyedTimeline timeline = rules.timeline(1 << 20, 1 << 20, take);
    for (Signal signal : signals) {
      if (restarts) {
        var bytes = new ByteArrayOutputStream();
        timeline.write(new DataOutputStream(bytes));
        timeline = rules.timeline(1 << 20, 1 << 20, take);
        timeline.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      }
      timeline.accept(signal);
    }
    timeline.advance(Long.MAX_VALUE);
    return findings;
  }

  private static String told(List<KeyedFinding> findings, List<Signal> signals) {
    var told = new ArrayList<String>();
    for (KeyedFinding finding : findings) {
      int last = signals.indexOf(finding.crossing().evidence().getLast());
      var group = new StringBuilder();
      finding.group().forEach((field, value) -> group.append(field).append('=').append(value));
      told.add(last + " " + group);
    }
    return String.join("; ", told);
  }

  private static KeyedRules rules(String correlations) {
    var text = new StringBuilder(correlations);
    for (String name : List.of("a", "b", "c")) {
      text.append(
          """
          title: Rule NAME
          id: ID
          name: NAME
          logsource: {category: test}
          detection:
            sel: {kind: NAME}
            condition: sel
          ---
          """
              .replace("NAME", name)
              .replace("ID", id(name)));
    }
    SigmaLoader.Loaded loaded = new SigmaLoader().add("c.yml", text.toString()).loaded();
    assertEquals(List.of(), loaded.problems());
    return new KeyedRules(PackLoader.grouped(loaded, "test", ""), List.of());
  }

  private static String id(String name) {
    return "5d9c0a52-0000-4000-8000-0000000000" + name + "1";
  }

  private static String correlation(String name, String lines) {
    return """
    title: NAME
    name: NAME
    correlation:
      group-by: [u]
      timespan: 10s
      LINES
    ---
    """
        .replace("NAME", name)
        .replace("LINES", lines.strip().replace("|", "\n  "));
  }

  private static List<Signal> signals(String events) {
    var signals = new ArrayList<Signal>();
    for (String event : events.split(";")) {
      String[] words = event.strip().split(" +");
      Map<String, String> fields = new TreeMap<>();
      for (int i = 2; i < words.length; i++) {
        String[] pair = words[i].split("=", 2);
        fields.put(pair[0], pair[1]);
      }
      Map<String, Map<String, String>> picks = new HashMap<>();
      var detections = new ArrayList<String>();
      for (String name : words[1].split("\\+")) {
        detections.add(id(name));
        picks.put(id(name), fields);
      }
      long time = Long.parseLong(words[0]) * SECOND;
      signals.add(new Signal(signals.size(), time, time, Map.of(), detections, "", null, picks));
    }
    return signals;
  }
}
