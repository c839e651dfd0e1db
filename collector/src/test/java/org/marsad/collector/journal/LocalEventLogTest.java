package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.EventLogContract;
import org.marsad.model.store.LogFullException;

/** The contract and the thread, on the real file system and as it is shipped. */
class LocalEventLogTest extends EventLogContract {
  @TempDir Path folder;

  @Override
  protected LocalEventLog open(List<String> consumers) throws Exception {
    return open(config("journal").build(), consumers);
  }

  private ConfigBuilder config(String name) {
    return ConfigBuilder.defaults(folder.resolve(name)).reserve(0);
  }

  private static LocalEventLog open(JournalConfig config, List<String> consumers)
      throws IOException {
    return LocalEventLog.open(config, consumers, new Metrics(), InstantSource.system());
  }

  @Test
  void nobodyElseCanOpenIt() {
    var thrown = assertThrows(IOException.class, () -> open(List.of()).close());
    assertTrue(String.valueOf(thrown.getMessage()).contains("in use"), thrown.getMessage());
    assertThrows(IOException.class, () -> JournalRepair.repair(folder.resolve("journal")));
  }

  @Test
  void filesAreForTheirOwnerAlone() throws Exception {
    Path journal = folder.resolve("journal");
    try (var files = Files.list(journal)) {
      for (Path path : files.toList()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(journal)));
  }

  @Test
  void anAppendAfterAPauseIsDurableWithoutAWait() throws Exception {
    JournalConfig slow = config("slow").fsyncEvery(Duration.ofSeconds(10)).build();
    try (EventLog log = open(slow, List.of())) {
      long began = System.nanoTime();
      done(log.append(batch(1, 1)));
      assertTrue(System.nanoTime() - began < Duration.ofSeconds(9).toNanos());
    }
  }

  @Test
  void refusesWhenTheDiskIsDownToItsReserve() throws Exception {
    JournalConfig other = config("other").reserve(Long.MAX_VALUE).build();
    try (LocalEventLog log = open(other, List.of())) {
      Throwable why = failure(log.append(batch(1, 1)));
      assertInstanceOf(LogFullException.class, why);
      assertTrue(String.valueOf(why.getMessage()).contains("are reserved"), why.getMessage());
      assertTrue(log.problem().isPresent());
      assertEquals(0, log.end());
    }
  }

  @Test
  void aBatchTooLargeIsAMistakeOfTheCaller() throws Exception {
    try (LocalEventLog log = open(config("large").build(), List.of())) {
      RawBatch.Builder builder = RawBatch.builder(JournalFixture.ORIGIN, 0);
      builder.claim(RecordHeader.MAX_BLOCK + 1);
      RawBatch batch = builder.build();
      assertThrows(IllegalArgumentException.class, () -> log.append(batch));
      assertFalse(log.problem().isPresent());
    }
  }
}
