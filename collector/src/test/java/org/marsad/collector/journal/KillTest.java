package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.EventLog;

/** A real process on a real disk, killed while it appends. */
class KillTest {
  private static final int ROUNDS = 4;
  private static final int EXTENDED_ROUNDS = 100;

  @TempDir Path folder;

  @Test
  void whatAKilledProcessAcknowledgedIsThere() throws Exception {
    kill(ROUNDS);
  }

  @Test
  @Tag("extended")
  void whatAKilledProcessAcknowledgedIsThereManyTimes() throws Exception {
    kill(EXTENDED_ROUNDS);
  }

  private void kill(int rounds) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    long held = 0;
    for (int round = 0; round < rounds; round++) {
      long acknowledged = runAndKill(1 + random.nextInt(3000));
      assertTrue(acknowledged >= held, "seed " + seed);
      held = verify(acknowledged, "seed " + seed + " round " + round);
    }
  }

  /** The last id of which the process said that it was acknowledged. */
  private long runAndKill(int lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      long last = -1;
      int count = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Math.max(last, Long.parseLong(line));
        if (++count == lines) {
          var thrown = assertThrows(IOException.class, () -> open(folder));
          assertTrue(String.valueOf(thrown.getMessage()).contains("another process"));
          process.toHandle().destroyForcibly();
        }
      }
      process.waitFor();
      assertTrue(count >= lines, "the process ended by itself after " + count + " lines");
      return last;
    }
  }

  private long verify(long acknowledged, String message) throws Exception {
    try (EventLog log = open(folder);
        EventLog.Reader reader = log.read(0)) {
      assertTrue(log.end() > acknowledged, message + ": lost " + acknowledged);
      long id = 0;
      while (id < log.end()) {
        RawBatch batch = reader.poll(Duration.ofSeconds(10));
        assertNotNull(batch, message);
        assertEquals(id, batch.firstId(), message);
        assertTrue(JournalFixture.isSame(Appender.batch(id), batch), message);
        id += batch.size();
      }
      return log.end();
    }
  }

  private static LocalEventLog open(Path folder) throws IOException {
    JournalConfig config = ConfigBuilder.defaults(folder).segmentSize(1 << 18).reserve(0).build();
    return LocalEventLog.open(config, List.of("none"), new Metrics(), InstantSource.system());
  }

  /** Appends batches that follow from their ids, and says which are acknowledged. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] arguments) throws Exception {
      LocalEventLog log = open(Path.of(arguments[0]));
      long id = log.end();
      CompletionStage<Long> before = CompletableFuture.completedFuture(id);
      while (true) {
        CompletionStage<Long> last = before;
        for (int i = 0; i < 50; i++) {
          RawBatch batch = batch(id);
          id += batch.size();
          last = log.append(batch);
          last.thenAccept(first -> tell(first + batch.size() - 1));
        }
        before.toCompletableFuture().join();
        before = last;
      }
    }

    private static void tell(long id) {
      System.out.println(id);
      System.out.flush();
    }

    static RawBatch batch(long id) {
      return JournalFixture.batch((int) id, 1 + (int) (id % 7));
    }
  }
}
