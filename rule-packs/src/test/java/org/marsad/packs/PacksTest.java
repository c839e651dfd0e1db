package org.marsad.packs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.detect.QueryDetector;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.pack.SampleLog;

/** The tests that lie beside the rules of every pack. */
class PacksTest {
  private static final Path PACKS = Path.of(".");
  private static final Instant START = Instant.parse("2026-03-18T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void loadAndCompileWithoutProblems() throws IOException {
    PackLoader.Loaded loaded = PackLoader.load(PACKS);
    assertEquals(List.of(), loaded.problems());
    assertEquals(List.of(), Correlator.compile(loaded.packs()).problems());
    assertFalse(loaded.packs().isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> detectionsHoldWhereTheirTestsSay() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (Pack pack : PackLoader.load(PACKS).packs()) {
      for (Rule.Detection detection : pack.detections()) {
        String id = detection.meta().id();
        tests.add(dynamicTest(pack.name() + "/" + id, () -> detection(pack, detection)));
      }
    }
    return tests.stream();
  }

  private void detection(Pack pack, Rule.Detection detection) throws IOException {
    String id = detection.meta().id();
    JsonNode cases = yaml(PACKS.resolve(pack.name()).resolve("rules/" + id + ".test.yaml"));
    assertTrue(cases.path("match").size() > 0, id + " needs a line that matches");
    assertTrue(cases.path("no_match").size() > 0, id + " needs a line that does not match");
    var course = new Course(List.of(), folder.resolve(id));
    for (String key : List.of("match", "no_match")) {
      for (JsonNode line : cases.path(key)) {
        var lines = List.of(new SampleLog.Line(START, line.asText()));
        EventBatch batch = course.batch(lines, 0);
        var detector = new QueryDetector(List.of(detection), batch.schema(), new Re2());
        assertEquals(
            key.equals("match") ? List.of(id) : List.of(), detector.match(batch, 0), line.asText());
      }
    }
    course.incidents();
  }

  @TestFactory
  Stream<DynamicTest> correlationsHoldWhereTheirTestsSay() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (Pack pack : PackLoader.load(PACKS).packs()) {
      for (String file : pack.drl().keySet()) {
        Path cases = PACKS.resolve(file.replace(".drl", ".test.yaml"));
        for (JsonNode one : yaml(cases).path("cases")) {
          String name = pack.name() + ": " + one.path("name").asText();
          tests.add(dynamicTest(name, () -> timeline(pack, one)));
        }
      }
    }
    return tests.stream();
  }

  private void timeline(Pack pack, JsonNode one) throws IOException, InterruptedException {
    var text = new StringBuilder();
    one.path("timeline").forEach(line -> text.append(line.asText()).append('\n'));
    List<SampleLog.Line> lines = SampleLog.parse(text.toString()).startingAt(START);
    var course = new Course(List.of(pack), folder.resolve(one.path("name").asText()));
    course.accept(course.batch(lines, 0));
    course.tick(Nanos.of(lines.getLast().time()));
    var correlations = Correlator.compile(List.of(pack)).rules();
    var held = new ArrayList<>(Course.rules(course.incidents()));
    held.retainAll(correlations.stream().map(rule -> rule.meta().id()).toList());
    var expected = new ArrayList<String>();
    one.path("expect").forEach(id -> expected.add(id.asText()));
    assertEquals(expected.stream().sorted().toList(), held);
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(Files.readString(file));
  }
}
