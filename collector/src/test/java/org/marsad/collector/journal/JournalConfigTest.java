package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;

class JournalConfigTest {
  @Test
  void defaultsAreAsTheyAreDocumented() {
    assertEquals(
        new JournalConfig(
            Path.of("journal"),
            Duration.ofMillis(5),
            ByteSize.parse("1MiB"),
            ByteSize.parse("256MiB"),
            false,
            ByteSize.parse("1GiB"),
            ByteSize.parse("0"),
            Duration.ZERO,
            ByteSize.parse("64MiB"),
            ByteSize.parse("8GiB")),
        JournalConfig.defaults(Path.of("journal")));
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new JournalConfig(
                    Path.of("journal"),
                    Duration.ofMinutes(1),
                    ByteSize.parse("1GiB"),
                    ByteSize.parse("1KiB"),
                    true,
                    new ByteSize(0),
                    new ByteSize(0),
                    Duration.ofSeconds(-1),
                    new ByteSize(0),
                    new ByteSize(0)));
    String message = String.valueOf(thrown.getMessage());
    for (String key : new String[] {"fsync_every", "fsync_bytes", "segment_size", "keep_for"}) {
      assertTrue(message.contains(key), message);
    }
  }
}
