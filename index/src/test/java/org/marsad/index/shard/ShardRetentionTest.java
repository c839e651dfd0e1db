package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.index.IndexConfig;
import org.marsad.index.KeepClass;
import org.marsad.index.shard.Retention.Held;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Nanos;

class ShardRetentionTest {
  private static final long MIB = 1 << 20;
  private static final long DAY = Nanos.of(Duration.ofDays(1));
  private static final long NOW = 100 * DAY;

  /** Five days, the newest not over, 10 MiB each, in no order. */
  private static final List<Held> DAYS =
      List.of(day("d3", 98), day("d1", 96), day("d5", 101), day("d2", 97), day("d4", 99));

  private static Held day(String name, long end) {
    return new Held(name, KeepLabel.NONE, end * DAY, 10 * MIB);
  }

  private static Retention of(Duration keepFor, long keep, long keepFree, KeepClass... classes) {
    IndexConfig defaults = IndexConfig.defaults(Path.of("index"));
    return new Retention(
        new IndexConfig(
            defaults.folder(),
            defaults.shardPeriod(),
            defaults.shardSize(),
            defaults.openWriters(),
            defaults.openReaders(),
            defaults.ramBuffer(),
            defaults.refreshEvery(),
            defaults.commitEvery(),
            keepFor,
            new ByteSize(keep),
            new ByteSize(keepFree),
            defaults.keepLabel(),
            List.of(classes),
            defaults.remember()));
  }

  private static String due(Retention retention, long free) {
    return String.join(
        " ", retention.due(DAYS, NOW, free).stream().map(due -> due.shard().name()).toList());
  }

  @Test
  void keepsEverythingUnlessToldOtherwise() {
    Retention none = of(Duration.ZERO, 0, 0);
    assertFalse(none.isOn());
    assertEquals("", due(none, 0));
  }

  @Test
  void letsGoWhatIsTooOld() {
    assertEquals("d1 d2", due(of(Duration.ofDays(2), 0, 0), 0));
    assertEquals("", due(of(Duration.ofDays(4), 0, 0), 0));
  }

  @Test
  void letsTheOldestGoWhileAllTakeTooMuch() {
    assertEquals("d1 d2", due(of(Duration.ZERO, 30 * MIB, 0), 0));
    assertEquals("", due(of(Duration.ZERO, 50 * MIB, 0), 0));
  }

  @Test
  void letsTheOldestGoWhileTheDiskIsTooFull() {
    assertEquals("d1", due(of(Duration.ZERO, 0, 20 * MIB), 12 * MIB));
    assertEquals("", due(of(Duration.ZERO, 0, 20 * MIB), 20 * MIB));
  }

  @Test
  void theNewestStaysWhateverHappens() {
    assertEquals("d1 d2 d3 d4", due(of(Duration.ofDays(1), 1, MIB), 0));
  }

  @Test
  void aClassGoesByItsOwnAgeToItsLastShard() {
    Retention brief =
        of(Duration.ZERO, 0, 0, new KeepClass("short", Duration.ofDays(1), new ByteSize(0)));
    assertTrue(brief.isOn());
    assertEquals("d1-short d4-short", names(brief.due(mixed(), NOW + DAY, 0)));
    Retention longer =
        of(Duration.ofDays(1), 0, 0, new KeepClass("short", Duration.ofDays(30), new ByteSize(0)));
    assertEquals("d1 d2", names(longer.due(mixed(), NOW, 0)), "a class may be kept longer, too");
  }

  @Test
  void aClassGoesByItsOwnRoomButForItsNewestShard() {
    Retention small =
        of(Duration.ZERO, 0, 0, new KeepClass("short", Duration.ZERO, new ByteSize(1)));
    List<Retention.Due> due = small.due(mixed(), NOW, 0);
    assertEquals("d1-short", names(due));
    assertTrue(due.getFirst().reason().contains("short take 20 MiB"), due.getFirst()::reason);
  }

  @Test
  void roomForAllIsMadeByTheOldestOfAnyClass() {
    Retention all =
        of(
            Duration.ZERO,
            30 * MIB,
            0,
            new KeepClass("short", Duration.ofDays(90), new ByteSize(0)));
    assertEquals("d1 d1-short", names(all.due(mixed(), NOW, 0)));
  }

  /** Three days without a class and two of a class, 10 MiB each. */
  private static List<Held> mixed() {
    return List.of(
        day("d1", 96),
        new Held("d1-short", "short", 96 * DAY, 10 * MIB),
        day("d2", 97),
        new Held("d4-short", "short", 99 * DAY, 10 * MIB),
        day("d5", 101));
  }

  private static String names(List<Retention.Due> due) {
    return String.join(" ", due.stream().map(each -> each.shard().name()).toList());
  }

  @Test
  void saysWhy() {
    Retention retention = of(Duration.ZERO, 0, 20 * MIB);
    String reason = retention.due(DAYS, NOW, 12 * MIB).getFirst().reason();
    assertTrue(reason.contains("12 MiB left") && reason.contains("20 MiB wanted"), reason);
  }
}
