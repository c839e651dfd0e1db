package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.input.MemoryLog;
import org.marsad.collector.source.WatchConfig;
import org.marsad.model.intake.SocketReport;
import org.marsad.model.metrics.Metrics;

final class HostWatchTest {
  private static final long LOW = WatchConfig.defaults().diskLow().bytes();

  private List<SocketReport> sockets = List.of();
  private Instant now = Instant.parse("2026-03-18T10:20:30Z");
  private final MemoryLog log = new MemoryLog();
  private final HostWatch watch =
      new HostWatch(() -> sockets, WatchConfig.defaults(), log, () -> now, new Metrics());

  @AfterEach
  void close() {
    log.close();
  }

  private void look() {
    now = now.plusSeconds(2);
    watch.look();
  }

  private void drops(long drops) {
    sockets = List.of(new SocketReport("syslog_udp", 0, 1 << 20, 212_992, drops));
    look();
  }

  private List<String> told(int count) throws InterruptedException {
    log.awaitSize(count, Duration.ofSeconds(5));
    assertEquals(count, log.size());
    return log.frames().stream().map(MemoryLog.Frame::text).toList();
  }

  @Test
  void lowRoomIsToldOnceAndSoIsRoomAgain() throws InterruptedException {
    log.room(LOW);
    look();
    assertEquals(0, log.size());
    log.room(LOW - 1);
    look();
    look();
    String low = told(1).getFirst();
    assertTrue(low.contains("\"event.action\":\"disk-low\""), low);
    assertTrue(low.contains("\"marsad.disk.room_bytes\":" + (LOW - 1)), low);
    log.room(LOW + 1);
    look();
    assertEquals(1, log.size());
    log.room(2 * LOW);
    look();
    assertTrue(told(2).getLast().contains("\"event.action\":\"disk-ok\""));
  }

  @Test
  void dropsAreToldWhenTheyAreOverOrGoOnForLong() throws InterruptedException {
    drops(0);
    drops(5);
    drops(9);
    assertEquals(0, log.size());
    drops(9);
    String first = told(1).getFirst();
    assertTrue(first.contains("\"event.action\":\"kernel-drops\""), first);
    assertTrue(first.contains("\"marsad.drops.datagrams\":9,\"marsad.drops.total\":9"), first);
    drops(9);
    assertEquals(1, log.size());
    for (int minute = 0; minute < 11; minute++) {
      now = now.plusSeconds(58);
      drops(10 + minute);
    }
    assertTrue(told(2).getLast().contains("\"marsad.drops.datagrams\":11"), told(2).getLast());
  }

  @Test
  void whatASocketOpenedAnewDroppedIsToldFromItsOwnBeginning() throws InterruptedException {
    drops(7);
    told(1);
    drops(0);
    drops(2);
    drops(2);
    assertTrue(told(2).getLast().contains("\"marsad.drops.datagrams\":2"), told(2).getLast());
    drops(-1);
    assertEquals(2, log.size());
  }
}
