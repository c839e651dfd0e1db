package org.marsad.rules.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.rules.pack.PackLoader;

class PackTestsTest {
  private static final String RULE =
      """
      id: denied
      title: Denied
      level: low
      match: event.outcome:failure
      """;

  private static final String BURST =
      """
      package packs.p;

      import org.marsad.rules.correlate.api.*;

      global Incidents incidents;

      declare Failures extends Burst
        @of("Logon") @where("outcome == failure") @by("sourceIp") @within("5m") @atLeast(3)
      end

      rule "Many failures"
        @id("many-failures") @version(1) @severity("low") @attack("T1110")
      when
        $fails : Failures( $ip : key )
      then
        incidents.open($ip).because($fails);
      end
      """;

  @TempDir private Path folder;
  private final Schema schema = new Schema();

  @Test
  void passesWhereRulesHoldAsExpected() throws IOException {
    write("rules/denied.yaml", RULE);
    write(
        "rules/denied.test.yaml",
        """
        match:
          - "event.outcome=failure"
          - ["event.action=x", "event.outcome=failure"]
        no_match:
          - "event.outcome=success"
        """);
    PackTests tests = read();
    assertEquals(List.of(), tests.problems());
    assertEquals(List.of(), tests.missing());
    assertEquals(List.of("", "", ""), failures(tests));
  }

  @Test
  void tellsTheLineOfEveryExpectationThatIsNotSo() throws IOException {
    write("rules/denied.yaml", RULE);
    write(
        "rules/denied.test.yaml",
        """
        match:
          - "event.outcome=success"
        no_match:
          - "event.outcome=failure"
        """);
    PackTests tests = read();
    assertEquals("p/rules/denied.test.yaml:2", tests.tests().getFirst().place());
    assertEquals(
        List.of(
            "denied does not hold and should for\nevent.outcome=success\n"
                + "nearest miss: event.outcome is \"success\"; wanted: failure",
            "denied holds and should not for\nevent.outcome=failure"),
        failures(tests));
  }

  @Test
  void namesTheRulesThatLackATest() throws IOException {
    write("rules/denied.yaml", RULE);
    write("rules/other.yaml", RULE.replace("id: denied", "id: other"));
    write(
        "rules/new.yaml",
        RULE.replace("id: denied", "id: new") + "new_terms: {fields: [user.name]}\n");
    write("rules/denied.test.yaml", "match: [\"event.outcome=failure\"]\n");
    assertEquals(
        List.of(
            "denied has no test in which it does not hold",
            "new has no test in which it holds",
            "other has no test in which it holds"),
        read().missing());
    assertEquals(3, read().ruleCount());
  }

  @Test
  void tellsMistakesInTestFilesWithTheirPlace() throws IOException {
    write("rules/denied.yaml", RULE);
    write("rules/denied.test.yaml", "match: []\nno_mach: []\n");
    write("rules/b.test.yaml", "match: [x]\n");
    write(
        "correlate/c.test.yaml", "cases:\n  - name: x\n    expect: []\n    timeline: [\"y z\"]\n");
    assertEquals(
        List.of(
            "p/correlate/c.test.yaml:4:16: expecting an offset like +01:02.345, a blank, and a"
                + " line",
            "p/rules/b.test.yaml:1:1: there is no rule beside it that can be used",
            "p/rules/denied.test.yaml:2:1: unknown key \"no_mach\"; did you mean \"no_match\"?"),
        read().problems().stream().map(Object::toString).toList());
  }

  @Test
  void sigmaRulesAreTestedWithObjectsOfJson() throws IOException {
    write(
        "sigma/two.yml",
        """
        title: One
        id: 11111111-1111-4111-8111-111111111111
        logsource: {category: made_up}
        detection: {s: {a: 1}, condition: s}
        ---
        title: Two
        id: 22222222-2222-4222-8222-222222222222
        logsource: {category: made_up}
        detection: {s: {a: 2}, condition: s}
        """);
    write(
        "sigma/two.test.yaml",
        """
        rule: 11111111-1111-4111-8111-111111111111
        match: [{a: 1, b: {c: [x, true, null, 2.50]}}]
        no_match: [{a: 2}]
        ---
        rule: 22222222-2222-4222-8222-222222222222
        match: [{a: 2}]
        no_match: [{a: 1}]
        """);
    PackTests tests = read();
    assertEquals(List.of(), tests.problems());
    assertEquals(List.of(), tests.missing());
    RuleTest.Single first = (RuleTest.Single) tests.tests().getFirst();
    assertEquals("{\"a\":1,\"b\":{\"c\":[\"x\",true,null,2.50]}}", first.lines().getFirst());
  }

  @Test
  void coursesOfTimeRunThroughTheWholeEngine() throws IOException {
    write("correlate/c.drl", BURST);
    String course =
        """
        cases:
          - name: three
            timeline:
              - at: "+00:00"
                every: 2s
                times: 3
                line: "event.category=authentication,event.outcome=failure,source.ip=192.0.2.{n}"
              - at: "+01:00:00"
                every: 500ms
                times: 3
                line: "event.category=authentication,event.outcome=failure,source.ip=192.0.2.9"
            expect: [many-failures]
          - name: two
            timeline:
              - "+00:00 event.category=authentication,event.outcome=failure,source.ip=192.0.2.9"
              - "+00:01 event.category=authentication,event.outcome=failure,source.ip=192.0.2.9"
            expect: []
        """;
    write("correlate/c.test.yaml", course);
    PackTests tests = read();
    assertEquals(List.of(), tests.missing());
    assertEquals(List.of("", ""), failures(tests));
    write("correlate/c.test.yaml", course.replace("times: 3", "times: 2").replace("[]", "[x]"));
    assertEquals(
        List.of("many-failures does not hold and should", "x does not hold and should"),
        failures(read()));
  }

  @Test
  void tellsWhyACorrelationHeldThatShouldNot() throws IOException {
    write("correlate/c.drl", BURST);
    write(
        "correlate/c.test.yaml",
        """
        cases:
          - name: three
            timeline:
              - at: "+00:00"
                times: 3
                line: "event.category=authentication,event.outcome=failure,source.ip=192.0.2.9"
            expect: []
        """);
    String failure = failures(read()).getFirst();
    assertTrue(failure.startsWith("many-failures holds and should not: 3 times "), failure);
  }

  private void write(String file, String text) throws IOException {
    Path pack = folder.resolve("p");
    Files.createDirectories(pack.resolve(file).getParent());
    Files.writeString(pack.resolve("pack.yaml"), "name: p\nauthor: Marsad\n");
    Files.writeString(pack.resolve(file), text);
  }

  private PackTests read() throws IOException {
    Path pack = folder.resolve("p");
    PackLoader.Loaded loaded = PackLoader.load(pack);
    assertEquals(List.of(), loaded.problems());
    return PackTests.read(pack, loaded.packs().getFirst(), schema, PackTestsTest::decode);
  }

  private static List<String> failures(PackTests tests) {
    return tests.tests().stream().map(test -> tests.run(test).failure()).toList();
  }

  /** Lines are {@code name=value} with commas between. */
  private static void decode(EventBatch.Builder batch, int offset, int length) {
    batch.timestamp(batch.received());
    String line = new String(batch.bytes(), offset, length, StandardCharsets.UTF_8);
    for (String member : line.split(",", -1)) {
      int equals = member.indexOf('=');
      if (equals > 0) {
        byte[] value = member.substring(equals + 1).getBytes(StandardCharsets.UTF_8);
        int at = batch.append(value, 0, value.length);
        int field = batch.schema().id(member.substring(0, equals));
        batch.add(field, ValueKind.TEXT, at, value.length);
      }
    }
  }
}
