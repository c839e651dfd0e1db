package org.marsad.packs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.random.Seeds;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.SampleLog;

/** The same log gives the same incidents, whatever happens on the way. */
class DeterminismTest {
  private static final Instant START = Instant.parse("2026-03-18T10:00:00Z");

  // Rules of the pack linux-host.
  private static final String LOGGING_STOPPED = "6d001bee-7f6e-4b5c-b1d6-5a732064cd46";
  private static final String UID_ZERO_COMMAND = "eecbcdee-98f1-4ff3-92fa-df42dde1770e";

  @TempDir private Path folder;
  private List<Pack> packs = List.of();
  private List<SampleLog.Line> lines = List.of();
  private Map<String, Incident> undisturbed = Map.of();
  private Map<String, Alert> alerts = Map.of();
  private int runs;

  @BeforeEach
  void runUndisturbed() throws Exception {
    packs =
        PackLoader.load(Path.of(".")).packs().stream()
            .filter(pack -> pack.name().startsWith("linux-"))
            .toList();
    SampleLog sample =
        packs.stream()
            .filter(pack -> pack.name().equals("linux-authentication"))
            .findFirst()
            .orElseThrow()
            .samples()
            .get("ssh-brute-force");
    lines = sample.startingAt(START);
    Course course = course();
    course.accept(course.batch(lines, 0));
    course.tick(end());
    undisturbed = course.incidents();
    alerts = course.alerts();
  }

  @Test
  void tellsTheAttackAsOneIncident() {
    assertEquals(1, undisturbed.size());
    Incident incident = undisturbed.values().iterator().next();
    assertEquals(Level.CRITICAL, incident.level());
    assertEquals(
        List.of(
            LOGGING_STOPPED,
            UID_ZERO_COMMAND,
            "ssh-authentication-failure",
            "ssh-brute-force",
            "ssh-brute-force-login",
            "ssh-brute-force-privileged",
            "ssh-invalid-user"),
        Course.rules(undisturbed));
    List<Alert> members =
        alerts.values().stream().filter(alert -> !alert.incident().isEmpty()).toList();
    assertEquals(members.size(), incident.alerts());
    for (Alert alert : members) {
      assertEquals(incident.id(), alert.incident());
      assertTrue(!alert.placements().getLast().reason().isEmpty());
      assertTrue(alert.evidence().stream().allMatch(each -> !each.line().isEmpty()));
      assertTrue(!alert.reason().isEmpty());
    }
    Alert failure =
        members.stream()
            .filter(alert -> alert.ruleId().equals("ssh-authentication-failure"))
            .findFirst()
            .orElseThrow();
    assertTrue(
        failure.matched().stream()
            .anyMatch(each -> each.field().startsWith("event.") && !each.value().isEmpty()),
        failure.matched().toString());
    assertTrue(incident.tactics().contains("TA0006"), incident.tactics().toString());
    assertTrue(incident.title().contains("203.0.113.66"), incident.title());
  }

  @Test
  void doesNotDependOnTheSizeOfBatches() throws Exception {
    for (int size : List.of(1, 2, 7, 33)) {
      Course course = course();
      for (int from = 0; from < lines.size(); from += size) {
        course.accept(course.batch(lines.subList(from, Math.min(from + size, lines.size())), from));
      }
      course.tick(end());
      assertEquals(undisturbed, course.incidents(), "batches of " + size);
      assertEquals(alerts, course.alerts(), "batches of " + size);
    }
  }

  @Test
  void goesOnAfterARestartAtAnyCutAsIfNothingHadHappened() throws Exception {
    for (int cut = 0; cut <= lines.size(); cut += 3) {
      Course course = course();
      course.accept(course.batch(lines.subList(0, cut), 0));
      assertEquals(cut, course.restart());
      course.accept(course.batch(lines.subList(cut, lines.size()), cut));
      course.tick(end());
      assertEquals(undisturbed, course.incidents(), "cut at " + cut);
      assertEquals(alerts, course.alerts(), "cut at " + cut);
    }
  }

  @Test
  void tellsNothingNewWhenTheLogIsReplayed() throws Exception {
    Course course = course();
    course.accept(course.batch(lines, 0));
    course.tick(end());
    course.restart();
    course.accept(course.batch(lines, 0));
    course.tick(end());
    assertEquals(undisturbed, course.incidents());
  }

  @Test
  void findsTheSameWhenEventsComeOutOfOrder() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    // Each line is up to 20 s late, less than the lateness bound; receive times follow arrival.
    var arrival = new ArrayList<SampleLog.Line>(lines);
    var delay = new IdentityHashMap<SampleLog.Line, Long>();
    arrival.forEach(line -> delay.put(line, line.time().toEpochMilli() + random.nextInt(20_000)));
    arrival.sort((a, b) -> Long.compare(delay.get(a), delay.get(b)));
    Course course = course();
    for (int i = 0; i < arrival.size(); i++) {
      SampleLog.Line line = arrival.get(i);
      course.accept(
          course.batch(
              List.of(new SampleLog.Line(Instant.ofEpochMilli(delay.get(line)), line.text())), i));
    }
    course.tick(end() + 60_000_000_000L);
    Map<String, Incident> found = course.incidents();
    assertEquals(Course.rules(undisturbed), Course.rules(found), () -> "seed " + seed);
    assertEquals(lines(alerts), lines(course.alerts()), () -> "seed " + seed);
    assertEquals(told(alerts), told(course.alerts()), () -> "seed " + seed);
  }

  @Test
  void findsAnAttackInALogThatIsImportedLate() throws Exception {
    Course course = course();
    // A line of today first, so that all of the attack lies behind the watermark.
    List<SampleLog.Line> today =
        List.of(new SampleLog.Line(START.plusSeconds(86_400), "<13>{iso} h app: now"));
    course.accept(course.batch(today, 0));
    List<SampleLog.Line> imported = new ArrayList<>();
    lines.forEach(line -> imported.add(new SampleLog.Line(START.plusSeconds(86_401), line.text())));
    course.accept(course.batch(imported, 1));
    course.tick(end() + 86_400_000_000_000L);
    Map<String, Incident> found = course.incidents();
    assertEquals(Course.rules(undisturbed), Course.rules(found));
    assertTrue(course.alerts().values().stream().allMatch(Alert::late));
  }

  /** What alerts say apart from places in the log, which are others. */
  private static List<String> told(Map<String, Alert> alerts) {
    return alerts.values().stream()
        .map(
            alert ->
                alert.ruleId()
                    + " "
                    + alert.key()
                    + " "
                    + alert.entities()
                    + " "
                    + alert.first()
                    + " "
                    + alert.last()
                    + " "
                    + alert.repeats()
                    + " "
                    + alert.evidenceTotal()
                    + " "
                    + alert.incident().isEmpty())
        .sorted()
        .toList();
  }

  private static List<String> lines(Map<String, Alert> alerts) {
    return alerts.values().stream()
        .flatMap(alert -> alert.evidence().stream())
        .map(evidence -> evidence.line())
        .distinct()
        .sorted()
        .toList();
  }

  private Course course() throws IOException {
    Path own = folder.resolve("run-" + runs++);
    return new Course(packs, own);
  }

  private long end() {
    return Nanos.of(lines.getLast().time());
  }
}
