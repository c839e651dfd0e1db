package org.marsad.rules.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.rules.signal.Signal;

/** Event time put in order, with groups of sources that are late by nature. */
class ReorderBufferTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int CLOUD = 1;

  private final SourceGroups groups =
      new SourceGroups(
          List.of(
              new SourceGroup("input:cloud, 198.51.100.0/24", Duration.ofMinutes(10)),
              new SourceGroup("2001:db8::1", Duration.ofMinutes(1))),
          Duration.ofSeconds(30));
  private ReorderBuffer buffer = new ReorderBuffer(groups, 1_000);
  private final List<Long> released = new ArrayList<>();

  private static Signal signal(long id, long second, String source) {
    return new Signal(
        id, second * SECOND, second * SECOND, Map.of(), List.of(), "", null, Map.of(), source);
  }

  private void at(int group, long second, long clock) {
    buffer.observe(group, second * SECOND, clock * SECOND);
    buffer.release(signal -> released.add(signal.id()));
  }

  @Test
  void groupsAreFoundByInputAddressAndNetwork() {
    assertEquals(CLOUD, groups.of(Origin.of("cloud", Transport.HTTP, "192.0.2.1")));
    assertEquals(CLOUD, groups.of(Origin.of("syslog-tcp", Transport.TCP, "198.51.100.7")));
    assertEquals(2, groups.of(Origin.of("syslog-tcp", Transport.TCP, "2001:db8::1")));
    assertEquals(SourceGroups.REST, groups.of(Origin.of("syslog-tcp", Transport.TCP, "192.0.2.1")));
    assertEquals(groups.own(), groups.of(Origin.of("audit", Transport.INTERNAL, "")));
    assertThrows(
        IllegalArgumentException.class, () -> new SourceGroup("host", Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> new SourceGroup("*", Duration.ofDays(2)));
  }

  @Test
  void aGroupThatIsLateHoldsUpTheOthersAndIsInOrderWithThem() {
    at(CLOUD, 1_000, 1_000);
    assertTrue(buffer.offer(signal(1, 1_000, "a")));
    at(SourceGroups.REST, 1_000, 1_000);
    at(SourceGroups.REST, 1_100, 1_100);
    assertEquals(List.of(), released);
    assertTrue(buffer.offer(signal(2, 950, "cloud")));
    at(CLOUD, 1_000, 1_100);
    at(CLOUD, 1_700, 1_700);
    at(SourceGroups.REST, 1_700, 1_700);
    assertEquals(List.of(2L, 1L), released);
  }

  @Test
  void aGroupThatFellSilentHoldsUpNobody() {
    at(CLOUD, 1_000, 1_000);
    assertTrue(buffer.offer(signal(1, 1_000, "a")));
    at(SourceGroups.REST, 1_000, 1_000);
    at(SourceGroups.REST, 1_600, 1_600);
    assertEquals(List.of(), released);
    at(SourceGroups.REST, 1_601, 1_601);
    assertEquals(List.of(1L), released);
    assertFalse(buffer.offer(signal(2, 1_500, "cloud")), "it is late now");
  }

  @Test
  void eventsOfAMomentComeBySourceThenByPlace() {
    buffer.offer(signal(1, 1_000, "b"));
    buffer.offer(signal(2, 1_000, "a"));
    buffer.offer(signal(3, 1_000, "b"));
    buffer.offer(signal(4, 1_000, "a"));
    at(SourceGroups.REST, 1_000, 1_000);
    at(SourceGroups.REST, 1_030, 1_030);
    assertEquals(List.of(2L, 4L, 1L, 3L), released);
  }

  @Test
  void groupsGoOnFromACheckpointByWhatTheyMatch() throws IOException {
    at(CLOUD, 1_000, 1_000);
    buffer.offer(signal(1, 900, "a"));
    at(SourceGroups.REST, 1_000, 1_000);
    var bytes = new ByteArrayOutputStream();
    buffer.frozen().write(new DataOutputStream(bytes));
    buffer = new ReorderBuffer(groups, 1_000);
    buffer.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    at(SourceGroups.REST, 1_500, 1_500);
    assertEquals(400 * SECOND, buffer.watermark(), "held up by what was heard before");
    at(SourceGroups.REST, 1_601, 1_601);
    assertEquals(1_571 * SECOND, buffer.watermark());
    assertEquals(List.of(1L), released);
  }

  @Test
  void whatComesOverTwoConnectionsAtOnceIsNotLateHoweverFastTimeRuns() {
    var single = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
    long minute = 60;
    // Minutes of a day that was kept back, twenty in each second, every other two the wrong way.
    for (int i = 0; i < 400; i++) {
      long sent = (i < 2 ? i : i ^ 1) * minute;
      long clock = 1_000_000 * SECOND + i * SECOND / 20;
      single.observe(SourceGroups.REST, sent * SECOND, clock);
      assertTrue(single.offer(signal(i, sent, "a")), "late " + i);
      single.release(signal -> released.add(signal.time() / SECOND / minute));
    }
    assertTrue(released.size() > 300, () -> released.size() + " of 400 released");
    single.flush(signal -> released.add(signal.time() / SECOND / minute));
    for (int i = 0; i < 400; i++) {
      assertEquals(i, released.get(i));
    }
  }

  @Test
  void whatWaitedOutsideWhileNothingCameIsNotLate() {
    var single = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
    long clock = 1_000_000 * SECOND;
    for (int i = 0; i < 40; i++) {
      clock += SECOND / 20;
      single.observe(SourceGroups.REST, i * 60 * SECOND, clock);
      assertTrue(single.offer(signal(i, i * 60, "a")));
    }
    // Everybody had to wait, one of them with what was sent before.
    clock += 4 * SECOND;
    single.observe(SourceGroups.REST, 41 * 60 * SECOND, clock);
    single.observe(SourceGroups.REST, 40 * 60 * SECOND, clock + SECOND / 20);
    assertTrue(single.offer(signal(40, 40 * 60, "a")));
  }

  @Test
  void whatMarsadWritesItselfMakesNothingLateThatComesFromThePast() {
    long now = 1_000_000;
    at(SourceGroups.REST, 1_000, now);
    at(groups.own(), now, now);
    for (int i = 1; i < 100; i++) {
      at(SourceGroups.REST, 1_000 + i * 60, now + i);
      assertTrue(buffer.offer(signal(i, 1_000 + i * 60, "a")), "late " + i);
    }
    buffer.flush(signal -> released.add(signal.id()));
    assertEquals(99, released.size());
    at(SourceGroups.REST, 7_000, now + 101);
    assertTrue(buffer.offer(signal(100, 7_000, "a")), "a pause is none of what is our own");
  }

  @Test
  void aSignalOfOurOwnIsHandedOnByAPauseOrOnceNobodyElseIsHeard() {
    long now = 1_000_000;
    at(SourceGroups.REST, 1_000, now);
    buffer.offer(signal(1, now, "audit"));
    at(groups.own(), now, now);
    buffer.flush(signal -> released.add(signal.id()));
    assertEquals(List.of(1L), released);
    buffer.offer(signal(2, now + 1, "audit"));
    at(groups.own(), now + 1, now + 1);
    at(groups.own(), now + 32, now + 32);
    assertEquals(List.of(1L, 2L), released);
  }

  @Test
  void whatWaitsIsHandedOnWhileOnlyMarsadItselfIsHeard() {
    long now = 1_000_000;
    at(groups.own(), now - 100, now - 100);
    at(SourceGroups.REST, 2_000, now);
    assertTrue(buffer.offer(signal(1, 2_000, "a")), "nothing was passed before anybody came");
    at(groups.own(), now + 20, now + 20);
    assertEquals(List.of(), released);
    at(groups.own(), now + 31, now + 31);
    assertEquals(List.of(1L), released);
    at(groups.own(), now + 600, now + 600);
    assertTrue(buffer.offer(signal(2, 2_000, "a")), "time went no further than what was sent");
  }

  @Test
  void timeThatRunsWithTheClockIsNotHeldUp() {
    var single = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
    for (long second = 1_000; second < 2_000; second += second % 7 == 0 ? 90 : 1) {
      single.observe(SourceGroups.REST, second * SECOND, second * SECOND + SECOND / 3);
      assertEquals((second - 30) * SECOND, single.watermark());
    }
  }

  @Test
  void momentsGoOnFromACheckpoint() throws IOException {
    var whole = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
    var cut = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
    for (int i = 0; i < 200; i++) {
      long clock = 5_000 * SECOND + i * SECOND / 11;
      whole.observe(SourceGroups.REST, i * 600 * SECOND, clock);
      cut.observe(SourceGroups.REST, i * 600 * SECOND, clock);
      assertEquals(whole.watermark(), cut.watermark());
      var bytes = new ByteArrayOutputStream();
      cut.frozen().write(new DataOutputStream(bytes));
      cut = new ReorderBuffer(Duration.ofSeconds(30), 1_000);
      cut.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
  }
}
