package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.rule.RuleWork;
import org.marsad.model.rule.RuleWork.Readiness;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;

class RuleWorkTest {
  private final Schema schema = new Schema();

  @Test
  void countsWhatARuleDoesAndWhichConditionBlockedIt() {
    SigmaRule rule =
        rule(
            """
              img: {Image|endswith: '\\cmd.exe'}
              cli: {CommandLine|contains: whoami}
              filter: {User: admin}
              condition: img and cli and not filter
            """);
    var detector = new SigmaDetector(List.of(rule), schema);
    String image = "C:\\cmd.exe";
    judge(detector, Map.of("Image", image, "CommandLine", "whoami", "User", "bob"), 3);
    judge(detector, Map.of("Image", image, "CommandLine", "dir", "User", "bob"), 2);
    judge(detector, Map.of("Image", image, "CommandLine", "whoami", "User", "admin"), 1);
    judge(detector, Map.of("Image", "x", "CommandLine", "y", "User", "bob"), 4);
    RuleWork work = work(detector, rule);
    assertEquals(Readiness.ARMED, work.readiness());
    assertEquals(10, work.events());
    assertEquals(3, work.matches());
    assertTrue(work.candidates() >= 5 && work.candidates() <= 6, work.toString());
    assertEquals(1L, work.nearMisses().get("not filter"));
    assertEquals(Samples.NOW, work.lastMatch());
  }

  @Test
  void aRuleIsBlindWhileAFieldItNeedsNeverArrives() {
    SigmaRule rule =
        rule(
            """
              img: {Image|endswith: '\\cmd.exe', OriginalFileName: Cmd.Exe}
              other: {ParentImage: x, IntegrityLevel: High}
              filter: {User: admin}
              condition: (img or other) and not filter
            """);
    var detector = new SigmaDetector(List.of(rule), schema);
    assertEquals(Readiness.NEVER_EVALUATED, work(detector, rule).readiness());
    judge(detector, Map.of("Image", "C:\\cmd.exe"), 1);
    RuleWork blind = work(detector, rule);
    assertEquals(Readiness.BLIND, blind.readiness());
    assertEquals(List.of("OriginalFileName", "ParentImage", "IntegrityLevel"), blind.blind());
    judge(detector, Map.of("Image", "x", "OriginalFileName", "y"), 1);
    assertEquals(Readiness.ARMED, work(detector, rule).readiness());
    assertEquals(List.of(), work(detector, rule).blind());
  }

  @Test
  void readinessIsToldByTheLogsARuleIsJudgedOn() {
    String text =
        """
        title: A start
        logsource: {product: windows, category: process_creation}
        detection: {s: {Image: a, CommandLine: b}, condition: s}
        """;
    SigmaRule rule = new SigmaLoader().add("r.yml", text).loaded().rules().getFirst();
    var detector = new SigmaDetector(List.of(rule), schema);
    String sysmon = "Microsoft-Windows-Sysmon/Operational";
    judge(detector, Map.of("Channel", sysmon, "EventID", "1", "Image", "x", "CommandLine", "y"), 2);
    judge(detector, Map.of("Channel", "Security", "EventID", "4688", "NewProcessName", "a"), 3);
    RuleWork work = work(detector, rule);
    assertEquals(Readiness.ARMED, work.readiness());
    assertEquals(
        Map.of(
            "windows/process_creation/* Channel:" + sysmon + " EventID:1",
            new RuleWork.Source(Readiness.ARMED, List.of(), 2),
            "windows/process_creation/* Channel:Security EventID:4688",
            new RuleWork.Source(Readiness.BLIND, List.of("CommandLine"), 3)),
        work.sources());
  }

  @ParameterizedTest
  @CsvSource({
    "dns-server, DNS Server",
    "dns-server-analytic, Microsoft-Windows-DNS-Server/Analytical",
    "dns-server-audit, Microsoft-Windows-DNS-Server/Audit",
    "driver-framework, Microsoft-Windows-DriverFrameworks-UserMode/Operational",
    "microsoft-servicebus-client, Microsoft-ServiceBus-Client/Operational",
  })
  void servicesOfWindowsAreKnownByTheirChannel(String service, String channel) {
    String text =
        "title: t\nlogsource: {product: windows, service: "
            + service
            + "}\ndetection: {s: {EventID: 7}, condition: s}\n";
    SigmaRule rule = new SigmaLoader().add("r.yml", text).loaded().rules().getFirst();
    var detector = new SigmaDetector(List.of(rule), schema);
    judge(detector, Map.of("Channel", channel, "EventID", "7"), 1);
    judge(detector, Map.of("Channel", "System", "EventID", "7"), 1);
    assertEquals(1, work(detector, rule).matches());
  }

  @Test
  void absenceIsNoBlindness() {
    SigmaRule rule = rule("  s: {Image: a, Company: null}\n  condition: s\n");
    var detector = new SigmaDetector(List.of(rule), schema);
    judge(detector, Map.of("Image", "a"), 1);
    assertEquals(Readiness.ARMED, work(detector, rule).readiness());
    assertEquals(1, work(detector, rule).matches());
  }

  @Test
  void worksOfLogSourcesAreAddedUp() {
    var blind = new RuleWork(Readiness.BLIND, List.of("a"), 5, 1, 0, Map.of("x", 1L), 10, 7);
    var armed = new RuleWork(Readiness.ARMED, List.of(), 2, 2, 1, Map.of("x", 2L), 20, 9);
    assertEquals(
        new RuleWork(Readiness.ARMED, List.of(), 7, 3, 1, Map.of("x", 3L), 30, 9),
        blind.plus(armed));
    assertEquals(blind, RuleWork.NONE.plus(blind));
  }

  private RuleWork work(SigmaDetector detector, SigmaRule rule) {
    return detector.work().getOrDefault(rule.id(), RuleWork.NONE);
  }

  private void judge(SigmaDetector detector, Map<String, String> fields, int times) {
    EventBatch.Builder builder = EventBatch.builder(schema);
    builder.begin(1, Samples.NOW, Samples.HTTP, 0, 0);
    if (!fields.containsKey("Channel")) {
      add(builder, "Channel", "Microsoft-Windows-Sysmon/Operational");
      add(builder, "EventID", "1");
    }
    fields.forEach((name, value) -> add(builder, name, value));
    EventBatch batch = builder.end().build();
    for (int i = 0; i < times; i++) {
      detector.match(batch, 0);
    }
  }

  private void add(EventBatch.Builder builder, String name, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    int at = builder.append(bytes, 0, bytes.length);
    builder.add(schema.id(name), ValueKind.TEXT, at, bytes.length);
  }

  private static SigmaRule rule(String detection) {
    SigmaLoader.Loaded loaded =
        new SigmaLoader()
            .add(
                "r.yml",
                "title: t\nlogsource: {product: windows, category: process_creation}\ndetection:\n"
                    + detection)
            .loaded();
    assertEquals(List.of(), loaded.problems());
    return loaded.rules().getFirst();
  }
}
