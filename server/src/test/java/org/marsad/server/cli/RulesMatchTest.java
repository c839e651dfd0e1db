package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class RulesMatchTest {
  private static final String RULES =
      """
      title: Many failures
      id: 22222222-2222-4222-8222-222222222222
      correlation:
        type: event_count
        rules: [failure]
        group-by: [user, host]
        timespan: 1m
        condition: {gte: 3}
      ---
      title: Failure
      id: 11111111-1111-4111-8111-111111111111
      name: failure
      logsource: {category: test}
      detection: {s: {kind: fail}, condition: s}
      """;

  @TempDir private Path folder;
  private final JsonMapper json = new JsonMapper();

  @Test
  void putsEventsInTheOrderOfTheirTimesForCorrelations() throws IOException {
    Path rules = Files.writeString(folder.resolve("r.yml"), RULES);
    Path events =
        Files.write(
            folder.resolve("e.ndjson"),
            List.of(
                event("2026-03-18T10:00:50Z", "fail"),
                event("2026-03-18T10:00:10Z", "fail"),
                event("2026-03-18T10:00:20Z", "ok"),
                event("2026-03-18T10:00:30Z", "fail"),
                event("2026-03-18T10:01:10Z", "fail")));
    List<JsonNode> told = run(rules, events);
    assertEquals(5, told.size());
    assertEquals(List.of(1, 2, 4, 5), told.stream().limit(4).map(RulesMatchTest::line).toList());
    assertTrue(told.stream().limit(4).allMatch(each -> each.path("silent").asBoolean()));
    assertEquals(
        json.readTree(
            """
            {"rule":"22222222-2222-4222-8222-222222222222","title":"Many failures",
             "group":{"user":"u","host":"h"},"first_line":2,"line":1}
            """),
        told.getLast());
  }

  @Test
  void judgesByNativeRulesToo() throws IOException {
    String rule = "id: ours\ntitle: Ours\nlevel: low\nmatch: kind:fail\n";
    Path rules = Files.createDirectory(folder.resolve("pack"));
    Files.writeString(rules.resolve("pack.yaml"), "name: pack\n");
    Files.writeString(rules.resolve("ours.yaml"), rule);
    Files.writeString(
        rules.resolve("new.yaml"), rule.replace("ours", "seen") + "new_terms: {fields: [user]}\n");
    Path events =
        Files.write(
            folder.resolve("e.ndjson"),
            List.of(event("2026-03-18T10:00:50Z", "ok"), event("2026-03-18T10:01:50Z", "fail")));
    assertEquals(
        List.of(json.readTree("{\"line\":2,\"rule\":\"ours\",\"title\":\"Ours\"}")),
        run(rules, events));
  }

  private static String event(String time, String kind) {
    return "{\"@timestamp\":\""
        + time
        + "\",\"kind\":\""
        + kind
        + "\",\"user\":\"u\",\"host\":\"h\"}";
  }

  private static int line(JsonNode told) {
    return told.path("line").asInt();
  }

  /** Where {@code MARSAD_CORPORA} names the folder of vectors: all of them, to the word. */
  @Test
  @Tag("extended")
  void agreesWithTheVectorsOfCorrelations() throws IOException {
    Path vectors = corpora().resolve("conformance/correlation.ndjson");
    int count = 0;
    for (String line : Files.readAllLines(vectors)) {
      JsonNode vector = json.readTree(line);
      count++;
      String name = vector.path("name").asText();
      Path rules = Files.writeString(folder.resolve("r.yml"), vector.path("rules").asText());
      var lines = new ArrayList<String>();
      vector.path("events").forEach(event -> lines.add(event.toString()));
      List<JsonNode> told = run(rules, Files.write(folder.resolve("e.ndjson"), lines));
      Map<String, String> names = names(vector.path("rules").asText());
      var held = new ArrayList<String>();
      var alerts = new ArrayList<String>();
      for (JsonNode each : told) {
        String rule = names.getOrDefault(each.path("rule").asText(), "");
        if (each.has("group")) {
          held.add(rule + " " + each.path("group") + " " + (line(each) - 1));
        }
        if (!each.path("silent").asBoolean()) {
          alerts.add(rule);
        }
      }
      var expected = new ArrayList<String>();
      for (JsonNode each : vector.path("first_fire")) {
        expected.add(
            each.path("rule").asText() + " " + each.path("group") + " " + each.path("event"));
      }
      assertEquals(expected, held, name);
      if (vector.has("alerts")) {
        assertEquals(vector.path("alerts").toString(), json.valueToTree(alerts).toString(), name);
      }
    }
    assertTrue(count >= 25, "the corpora are not what they were");
  }

  /** Published rules over real recordings, each by itself: where each group holds first. */
  @Test
  @Tag("extended")
  void agreesWithTheFirstLinesOfPublishedRules() throws IOException {
    Path rules = corpora().resolve("correlation-real/windows-logon-rules.yml");
    var expected = new ArrayList<String>();
    for (String line :
        Files.readAllLines(corpora().resolve("correlation-real/windows-logon-expected.ndjson"))) {
      JsonNode each = json.readTree(line);
      expected.add(
          each.path("source").asText() + each.path("group") + each.path("first_fire_line"));
    }
    var held = new ArrayList<String>();
    for (String set : List.of("evtx-attack-samples", "evtx-deepblue-yamato", "evtx-to-mitre")) {
      List<String> lines = unpacked(corpora().resolve(set + ".ndjson.gz"));
      for (String source : Files.readAllLines(corpora().resolve(set + ".index.ndjson"))) {
        JsonNode recording = json.readTree(source);
        int first = recording.path("first").asInt();
        Path part =
            Files.write(
                folder.resolve("e.ndjson"),
                lines.subList(first - 1, recording.path("last").asInt()));
        Map<String, Integer> firsts = new HashMap<>();
        for (JsonNode each : run(rules, part)) {
          if (each.has("group")) {
            firsts.putIfAbsent(each.path("group").toString(), first - 1 + line(each));
          }
        }
        firsts.forEach((group, line) -> held.add(recording.path("source").asText() + group + line));
      }
    }
    assertEquals(expected, held);
  }

  private static Path corpora() {
    String found = System.getenv("MARSAD_CORPORA");
    assumeTrue(found != null, "MARSAD_CORPORA is not set");
    return Path.of(String.valueOf(found));
  }

  /** Names of rules by their ids. */
  private static Map<String, String> names(String rules) {
    Map<String, String> names = new HashMap<>();
    for (Object document : new Yaml().loadAll(rules)) {
      if (document instanceof Map<?, ?> rule && rule.containsKey("id")) {
        names.put(String.valueOf(rule.get("id")), String.valueOf(rule.get("name")));
      }
    }
    return names;
  }

  private static List<String> unpacked(Path file) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return in.lines().toList();
    }
  }

  private List<JsonNode> run(Path rules, Path events) throws IOException {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      assertEquals(0, Main.run("rules", "match", rules.toString(), events.toString()));
    } finally {
      System.setOut(before);
    }
    var told = new ArrayList<JsonNode>();
    for (String line : bytes.toString(UTF_8).lines().toList()) {
      // Tests log to the same stream.
      if (line.startsWith("{")) {
        told.add(json.readTree(line));
      }
    }
    return told;
  }
}
