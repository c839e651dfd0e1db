package org.marsad.collector.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.input.InputContext;
import org.marsad.collector.input.MemoryLog;
import org.marsad.collector.input.MemoryLog.Frame;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.random.Seeds;

/** Files that others write, over a log that outlives the input. */
class FileInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_LINE = 1000;
  private static final Duration MAX_LAG = Duration.ofSeconds(1);

  private final MemoryLog log = new MemoryLog();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  @TempDir private Path folder;
  private Path positions;
  private Path app;
  private Metrics metrics = new Metrics();
  private Ingest ingest = new Ingest(log, 1, 1, scheduler);
  private @Nullable FileInput input;
  private Duration lastLine = Duration.ofSeconds(30);
  private int maxOpen = 64;

  @BeforeEach
  void prepare() throws IOException {
    positions = folder.resolve("positions");
    Files.createDirectory(folder.resolve("logs"));
    app = folder.resolve("logs/app.log");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (input != null) {
      input.stop();
      input = null;
    }
    ingest.stop(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    scheduler.shutdownNow();
    log.close();
  }

  private void start(FileConfig... files) throws IOException {
    metrics = new Metrics();
    ingest = new Ingest(log, 4 << 20, 2 << 20, scheduler);
    var books = new SourceBooks(metrics);
    var config =
        new FileInputConfig(
            positions,
            5_000,
            maxOpen,
            new ByteSize(MAX_LINE),
            Duration.ofMillis(20),
            Duration.ofMillis(60),
            lastLine);
    input =
        FileInput.open(
            List.of(files),
            config,
            log,
            new InputContext(ingest, books, metrics, InstantSource.system(), MAX_LAG));
    input.start();
  }

  @Test
  void readsSlowlyWhileTheSearchLiesBehind() throws Exception {
    append(app, "one\n");
    start("*.log");
    await(1);
    var looks = new AtomicInteger();
    var behind = new AtomicBoolean(true);
    ingest.lagOf(
        () -> {
          looks.incrementAndGet();
          return behind.get() ? Duration.ofHours(1).toNanos() : 0;
        });
    append(app, "two\n");
    await(2);
    MemoryLog.await(() -> paced() > 0, PATIENCE, () -> "it does not wait");
    append(app, "three\n");
    int before = looks.get();
    MemoryLog.await(() -> looks.get() > before + 10, PATIENCE, () -> "it does not look again");
    // On a busy machine five seconds may have gone by; then it has read and waits anew.
    assertTrue(log.size() == 2 || paced() > 1, () -> log.size() + " were read");
    behind.set(false);
    await(3);
  }

  @Test
  void doesNotWaitForTheSearchWhenItIsStopped() throws Exception {
    start("*.log");
    ingest.lagOf(() -> Duration.ofHours(1).toNanos());
    append(app, "one\ntwo\n");
    await(2);
    MemoryLog.await(() -> paced() > 0, PATIENCE, () -> "it does not wait");
    stop();
    awaitRemembered(app, 8);
  }

  private long paced() {
    return metrics.counter("marsad_collector_paced_reads", "", "input", "file").value();
  }

  private void start(String pattern) throws IOException {
    start(FileConfig.of(folder.resolve("logs") + "/" + pattern));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<String> lines() {
    return log.frames().stream().map(Frame::text).toList();
  }

  private void await(int lines) throws InterruptedException {
    MemoryLog.await(() -> log.size() >= lines, PATIENCE, () -> lines + " wanted: " + lines());
  }

  private void awaitChange(String change) throws InterruptedException {
    MemoryLog.await(() -> changes(change) > 0, PATIENCE, () -> change + " was not counted");
  }

  private long changes(String change) {
    return metrics
        .counter(
            "marsad_collector_file_changes",
            "What became of files that are followed.",
            "change",
            change)
        .value();
  }

  private void awaitRemembered(Path file, long position) throws InterruptedException {
    MemoryLog.await(
        () -> remembered(file) == position,
        PATIENCE,
        () -> "remembered " + remembered(file) + ", not " + position);
  }

  private long remembered(Path file) {
    try {
      String key = FileTable.key(file);
      return Positions.read(positions).files().stream()
          .filter(each -> each.key().equals(key))
          .mapToLong(each -> each.trace().position())
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsWhatIsThereAndWhatComes() throws Exception {
    append(app, "one\ntwo\r\n\n");
    start("app.log");
    await(2);
    append(app, "three\nfo");
    await(3);
    append(app, "ur\n");
    await(4);
    assertEquals(List.of("one", "two", "three", "four"), lines());
    Frame first = log.frames().getFirst();
    assertEquals(Transport.FILE, first.origin().transport());
    assertEquals(app.toString(), first.origin().peer());
    assertEquals("file", first.origin().input());
    awaitRemembered(app, Files.size(app));
  }

  @Test
  void beginsAtTheEndWhereItIsToldSo() throws Exception {
    append(app, "old\n");
    start(new FileConfig(app.toString(), "auto", null, Map.of(), FileConfig.Start.end));
    awaitRemembered(app, 4);
    append(app, "new\n");
    await(1);
    stop();
    // A file that came while nobody looked is new, whatever the entry says of its beginning.
    Files.move(app, app.resolveSibling("gone"));
    append(app, "later\n");
    start(new FileConfig(app.toString(), "auto", null, Map.of(), FileConfig.Start.end));
    await(2);
    assertEquals(List.of("new", "later"), lines());
  }

  @Test
  void readsTheRestOfAFileThatWasRenamed() throws Exception {
    append(app, "one\n");
    start("app.log");
    await(1);
    Path old = app.resolveSibling("app.log.1");
    Files.move(app, old);
    append(old, "two\n");
    append(app, "three\n");
    await(3);
    append(old, "late\n");
    await(4);
    assertEquals(List.of("late", "one", "three", "two"), lines().stream().sorted().toList());
    for (Frame frame : log.frames()) {
      assertEquals(app.toString(), frame.origin().peer());
    }
  }

  @Test
  void readsNothingTwiceWhereThePatternFitsTheNewNameToo() throws Exception {
    append(app, "one\n");
    start("app*");
    await(1);
    Files.move(app, app.resolveSibling("app.log.1"));
    append(app, "two\n");
    await(2);
    awaitChange("renamed");
    append(app, "three\n");
    await(3);
    assertEquals(List.of("one", "two", "three"), lines());
  }

  @Test
  void findsOutThatAFileWasCutOff() throws Exception {
    append(app, "a line that is rather long\n");
    start("app.log");
    await(1);
    awaitRemembered(app, Files.size(app));
    try (var file = new RandomAccessFile(app.toFile(), "rw")) {
      file.setLength(0);
    }
    awaitChange("truncated");
    append(app, "short\n");
    await(2);
    assertEquals(List.of("a line that is rather long", "short"), lines());
  }

  @Test
  void findsOutThatAFileWasWrittenAnew() throws Exception {
    append(app, "first\n");
    start("app.log");
    await(1);
    awaitRemembered(app, 6);
    Files.writeString(app, "other and longer than it was\n");
    await(2);
    assertEquals(List.of("first", "other and longer than it was"), lines());
    assertEquals(1, changes("replaced") + changes("truncated"));
  }

  @Test
  void readsTheCopyThatRotationMadeNeitherTwiceNorNot() throws Exception {
    var text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("line number ").append(i).append('\n');
    }
    append(app, text.toString());
    start("app.log*");
    await(40);
    awaitRemembered(app, text.length());
    // What is written between our last look and the copy is in the copy alone.
    stop();
    append(app, "only in the copy\n");
    Files.copy(app, app.resolveSibling("app.log.1"));
    Files.writeString(app, "new\n");
    start("app.log*");
    await(42);
    append(app, "newer\n");
    await(43);
    assertEquals(43, lines().stream().distinct().count());
    assertTrue(lines().contains("only in the copy"));
    awaitChange("copy");
  }

  @Test
  void leavesACopyAloneWhoseOriginalIsStillRead() throws Exception {
    append(app, "x".repeat(100) + "\n");
    start("app.log*");
    await(1);
    Files.copy(app, app.resolveSibling("app.log.copy"));
    append(app, "two\n");
    await(2);
    append(app, "three\n");
    await(3);
    assertEquals(List.of("x".repeat(100), "two", "three"), lines());
  }

  @Test
  void leavesPackedFilesAlone() throws Exception {
    try (var gzip =
        new GZIPOutputStream(Files.newOutputStream(app.resolveSibling("app.log.2.gz")))) {
      gzip.write("old\n".getBytes(ISO_8859_1));
    }
    Files.copy(app.resolveSibling("app.log.2.gz"), app.resolveSibling("app.log.3"));
    append(app, "one\n");
    start("app*");
    await(1);
    awaitChange("compressed");
    append(app, "two\n");
    await(2);
    assertEquals(List.of("one", "two"), lines());
  }

  @Test
  void goesOnWhereItWasThoughTheFileHasAnotherNameNow() throws Exception {
    append(app, "one\ntwo\n");
    start("app.log");
    await(2);
    stop();
    append(app, "three\n");
    Files.move(app, app.resolveSibling("app.log-2026"));
    append(app, "four\n");
    start("app.log");
    await(4);
    assertEquals(List.of("one", "two", "three", "four"), lines());
  }

  @Test
  void findsInTheLogWhatItHadNotRemembered() throws Exception {
    append(app, "one\r\ntwo\n");
    start("app.log");
    await(2);
    awaitRemembered(app, 9);
    byte[] before = Files.readAllBytes(positions);
    append(app, "three\r\n\n" + "y".repeat(5000) + "\nfour\n");
    await(5);
    stop();
    // As kill -9 leaves it: the log has more than the positions say.
    Files.write(positions, before);
    append(app, "five\n");
    start("app.log");
    await(6);
    assertEquals(List.of("one", "two", "three", "y".repeat(MAX_LINE), "four", "five"), lines());
  }

  @Test
  void takesALastLineWithoutEndAfterAWhile() throws Exception {
    lastLine = Duration.ofMillis(150);
    append(app, "one\nno end");
    start("app.log");
    await(2);
    assertEquals(FrameFlag.TORN, log.frames().getLast().flags());
    append(app, " but a rest\ntwo\n");
    await(4);
    assertEquals(List.of("one", "no end", " but a rest", "two"), lines());
  }

  @Test
  void cutsALineThatIsTooLong() throws Exception {
    String big = "z".repeat(300_000);
    append(app, "a\n" + big + "\nb\n");
    start("app.log");
    await(3);
    assertEquals(List.of("a", big.substring(0, MAX_LINE), "b"), lines());
    assertEquals(FrameFlag.OVERSIZE, log.frames().get(1).flags());
  }

  @Test
  void readsWhatIsLeftOfAFileThatWasDeleted() throws Exception {
    append(app, "one\n");
    start("app.log");
    await(1);
    try (var out = Files.newOutputStream(app, StandardOpenOption.APPEND)) {
      Files.delete(app);
      out.write("two\n".getBytes(ISO_8859_1));
      await(2);
    }
    append(app, "three\n");
    await(3);
    assertEquals(List.of("one", "two", "three"), lines());
  }

  @Test
  void waitsWhileTheDiskIsFullAndRemembersNothingBeforeItIsDurable() throws Exception {
    log.fill();
    append(app, "one\n");
    start("app.log");
    MemoryLog.await(() -> ingest.inFlight() > 0, PATIENCE, () -> "nothing was sent");
    assertEquals(0, Math.max(0, remembered(app)));
    stop();
    log.relieve();
    start("app.log");
    await(1);
    append(app, "two\n");
    await(2);
    assertEquals(List.of("one", "two"), lines());
  }

  @Test
  void followsMoreFilesThanItKeepsOpen() throws Exception {
    maxOpen = 8;
    for (int i = 0; i < 300; i++) {
      append(folder.resolve("logs/f" + i + ".log"), "first " + i + "\n");
    }
    start("*.log");
    await(300);
    for (int i = 0; i < 300; i++) {
      append(folder.resolve("logs/f" + i + ".log"), "second " + i + "\n");
    }
    await(600);
    assertEquals(600, lines().stream().distinct().count());
    assertEquals(600, lines().size());
  }

  @Test
  void looksBelowFoldersThatComeLater() throws Exception {
    start("**/*.log");
    Path deep = folder.resolve("logs/a/b/c.log");
    Files.createDirectories(deep.getParent());
    append(deep, "deep\n");
    await(1);
    assertEquals(deep.toString(), log.frames().getFirst().origin().peer());
  }

  @Test
  void setsDamagedPositionsAside() throws Exception {
    Files.writeString(positions, "marsad-files 1\nthrough 0\ncrc 1\n");
    append(app, "one\n");
    start("app.log");
    await(1);
    assertTrue(Files.exists(folder.resolve("positions.damaged")));
    awaitRemembered(app, 4);
  }

  @Test
  void bringsEachLineOnceThroughRotationsAndKills() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var expected = new ArrayList<String>();
    int generation = 0;
    byte[] saved = null;
    boolean rotated = false;
    start("app.log");
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          if (Files.exists(app)) {
            await(expected.size());
            Files.move(app, app.resolveSibling("app.log." + generation++));
            // Between two moments of saving lies one rotation at most.
            saved = rotated ? null : saved;
            rotated = true;
          }
        }
        case 1 -> {
          // The log has all of it, the positions are those of some time ago.
          await(expected.size());
          if (saved == null && Files.exists(app)) {
            awaitRemembered(app, Files.size(app));
            saved = Files.readAllBytes(positions);
            rotated = false;
          }
        }
        case 2 -> {
          await(expected.size());
          stop();
          if (saved != null) {
            Files.write(positions, saved);
            saved = null;
          }
          start("app.log");
        }
        default -> {
          var text = new StringBuilder();
          for (int i = 0; i < random.nextInt(50); i++) {
            String line = "line " + expected.size() + " " + "x".repeat(random.nextInt(200));
            expected.add(line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
          }
          append(app, text.toString());
          if (random.nextBoolean()) {
            await(expected.size());
          }
        }
      }
    }
    MemoryLog.await(
        () -> log.size() >= expected.size(), PATIENCE, () -> "lines are missing, seed " + seed);
    var more = new ArrayList<>(lines());
    expected.forEach(more::remove);
    assertEquals(List.of(), more, () -> "came twice, seed " + seed);
    assertEquals(expected.size(), lines().size(), () -> "seed " + seed);
  }

  @Test
  void movesBackWhatWasMovedAway() throws Exception {
    append(app, "one\n");
    start("app.log");
    await(1);
    Path away = folder.resolve("away");
    Files.move(app, away, StandardCopyOption.ATOMIC_MOVE);
    awaitChange("renamed");
    Files.move(away, app, StandardCopyOption.ATOMIC_MOVE);
    append(app, "two\n");
    await(2);
    assertEquals(List.of("one", "two"), lines());
  }
}
