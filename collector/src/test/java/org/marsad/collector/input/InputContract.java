package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.input.MemoryLog.Frame;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.random.Seeds;

/**
 * What every {@link Input} owes, whatever its protocol: each frame once in the log with its bytes
 * and its origin, nothing lost that was acknowledged, every bound counted when it bites. A protocol
 * gives {@link #open} and {@link #connect}, and says by the {@code protected} methods below what it
 * cannot do.
 */
public abstract class InputContract {
  /** Longer than anything takes that is not broken. */
  protected static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The longest frame that the input under test keeps whole. */
  protected static final int MAX_FRAME = 4096;

  /** The most connections that the input under test has, from one peer as well. */
  protected static final int MAX_CONNECTIONS = 8;

  private static final Duration MAX_LAG = Duration.ofMillis(500);
  private static final long FAR = Duration.ofHours(1).toNanos();
  private static final long BUDGET = 2 << 20;
  private static final long SHARE = 1 << 20;

  /** More than the buffers of both kernels and the budget hold together. */
  protected static final int FLOOD_BYTES = 24 << 20;

  private final long seed = Seeds.next();
  private final Random random = new Random(seed);
  private MemoryLog log;
  private Metrics metrics;
  private SourceBooks books;
  private ScheduledExecutorService scheduler;
  private Ingest ingest;
  private EventLoops loops;
  private InputContext context;
  private Input input;

  /**
   * Opens the input on any port of the loopback, with frames of {@link #MAX_FRAME} bytes and {@link
   * #MAX_CONNECTIONS} connections at most.
   */
  protected abstract Input open(InputContext context, EventLoops loops) throws Exception;

  /** Begins a conversation with it. */
  protected abstract TestSender connect(Input opened) throws Exception;

  /** The transport of its origins. */
  protected abstract Transport transport();

  /** The format that its origins are pinned to. */
  protected String format() {
    return "auto";
  }

  /** Whether its frames are parts of a stream of bytes, and not datagrams. */
  protected boolean isStream() {
    return true;
  }

  /** Whether its connections are read more slowly while the search lies behind. */
  protected boolean pacesReading() {
    return isStream();
  }

  /** Whether its senders are told what is durable. */
  protected boolean acknowledges() {
    return false;
  }

  /** How much is sent while nothing becomes durable. */
  protected int floodBytes() {
    return FLOOD_BYTES;
  }

  /** Whether its senders send again what was refused, until it is taken. */
  protected boolean repeatsWhatWasRefused() {
    return false;
  }

  /** Whether bytes that fit no frame are kept; else the connection is closed and counted. */
  protected boolean keepsGarbage() {
    return true;
  }

  /** Whether a frame that is too long is kept up to the limit; else it is refused and counted. */
  protected boolean cutsLongFrames() {
    return true;
  }

  /** What the frame of a message is; protocols with a payload of their own form wrap it. */
  protected byte[] frame(String message) {
    return message.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The frame that is in the log when this one was sent. */
  protected byte[] logged(byte[] frame) {
    return frame;
  }

  /** The log behind the input under test. */
  protected final MemoryLog log() {
    return log;
  }

  /** What the input under test was opened with, to open another. */
  protected final InputContext context() {
    return context;
  }

  protected final EventLoops loops() {
    return loops;
  }

  protected final Metrics metrics() {
    return metrics;
  }

  protected final Input input() {
    return input;
  }

  protected final List<SourceReport> books() {
    return books.report();
  }

  @BeforeEach
  void openInput() throws Exception {
    log = new MemoryLog();
    metrics = new Metrics();
    books = new SourceBooks(metrics);
    scheduler = Executors.newSingleThreadScheduledExecutor();
    ingest = new Ingest(log, BUDGET, SHARE, scheduler);
    loops = new EventLoops(1);
    context = new InputContext(ingest, books, metrics, InstantSource.system(), MAX_LAG);
    input = open(context, loops);
  }

  @AfterEach
  void closeInput() throws Exception {
    input.stop();
    ingest.stop(Duration.ofSeconds(1));
    loops.close();
    scheduler.shutdownNow();
    log.close();
  }

  @Test
  void bringsEveryFrameOnceWithItsBytesAndOrigin() throws Exception {
    List<byte[]> frames = frames(500, 1500);
    try (TestSender sender = connect(input)) {
      send(sender, frames);
      log.awaitSize(frames.size(), PATIENCE);
      awaitAcknowledged(sender, frames.size());
    }
    assertLogged(frames);
    for (Frame frame : log.frames()) {
      assertEquals(input.name(), frame.origin().input());
      assertEquals(transport(), frame.origin().transport());
      assertEquals("127.0.0.1", frame.origin().peer());
      assertEquals(format(), frame.origin().format());
      assertEquals(0, frame.flags());
    }
    SourceReport book = book();
    assertEquals(frames.size(), book.received());
    assertEquals(0, book.truncated());
    assertEquals(0, refused(book));
  }

  @Test
  void hearsSeveralSendersAtOnce() throws Exception {
    var senders = new ArrayList<TestSender>();
    var all = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      senders.add(connect(input));
    }
    for (int round = 0; round < 20; round++) {
      for (TestSender sender : senders) {
        List<byte[]> frames = frames(3, 300);
        frames.forEach(frame -> all.add(text(logged(frame))));
        send(sender, frames);
      }
      log.awaitSize(all.size(), PATIENCE);
    }
    for (TestSender sender : senders) {
      sender.close();
    }
    all.sort(null);
    assertEquals(all, log.frames().stream().map(Frame::text).sorted().toList());
  }

  @Test
  void makesTheSameFramesOfAnyCutOfTheBytes() throws Exception {
    assumeTrue(isStream(), "a datagram is not cut");
    List<byte[]> frames = frames(60, 200);
    try (TestSender sender = connect(input)) {
      byte[] bytes = join(sender.encode(frames));
      int at = 0;
      while (at < bytes.length) {
        int some = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 3 : 300) + 1);
        sender.write(bytes, at, some);
        at += some;
        Thread.onSpinWait();
      }
      log.awaitSize(frames.size(), PATIENCE);
      awaitAcknowledged(sender, frames.size());
    }
    assertLogged(frames);
  }

  @Test
  void takesOneByteAtATime() throws Exception {
    assumeTrue(isStream(), "a datagram is not cut");
    List<byte[]> frames = frames(3, 40);
    try (TestSender sender = connect(input)) {
      for (byte each : join(sender.encode(frames))) {
        sender.write(new byte[] {each}, 0, 1);
      }
      log.awaitSize(frames.size(), PATIENCE);
    }
    assertLogged(frames);
  }

  @Test
  void slowsDownOrRefusesWhileTheDiskIsSlow() throws Exception {
    log.stick();
    flood(SHARE / 4);
    assertTrue(log.peak() <= BUDGET + (256 << 10), () -> "peak of " + log.peak());
  }

  @Test
  void slowsDownOrRefusesWhileTheDiskIsFull() throws Exception {
    log.fill();
    flood(1);
  }

  @Test
  void readsSlowlyWhileTheSearchLiesBehind() throws Exception {
    assumeTrue(pacesReading(), "its senders are made to wait otherwise, or cannot be");
    var looks = new AtomicInteger();
    var behind = new AtomicBoolean(true);
    ingest.lagOf(
        () -> {
          looks.incrementAndGet();
          return behind.get() ? FAR : 0;
        });
    try (TestSender sender = connect(input)) {
      send(sender, frames(1, 100));
      log.awaitSize(1, PATIENCE);
      MemoryLog.await(() -> paced() > 0, PATIENCE, () -> "it does not wait");
      send(sender, frames(1, 100));
      int before = looks.get();
      MemoryLog.await(() -> looks.get() > before + 10, PATIENCE, () -> "it does not look again");
      // On a busy machine five seconds may have gone by; then it has read and waits anew.
      assertTrue(log.size() == 1 || paced() > 1, () -> log.size() + " were read");
      behind.set(false);
      log.awaitSize(2, PATIENCE);
      awaitAcknowledged(sender, 2);
    }
  }

  @Test
  void doesNotWaitForTheSearchWhenItIsStopped() throws Exception {
    assumeTrue(pacesReading(), "its senders are made to wait otherwise, or cannot be");
    ingest.lagOf(() -> FAR);
    try (TestSender sender = connect(input)) {
      send(sender, frames(1, 100));
      log.awaitSize(1, PATIENCE);
      MemoryLog.await(() -> paced() > 0, PATIENCE, () -> "it does not wait");
      input.stop();
      assertTrue(sender.awaitClosed());
      assertEquals(1, log.size());
    }
  }

  private long paced() {
    return metrics.counter("marsad_collector_paced_reads", "", "input", input.name()).value();
  }

  /** Sends more than there is room for, then makes room. */
  private void flood(long heldUp) throws Exception {
    int count = floodBytes() / 1000;
    try (TestSender sender = connect(input)) {
      var written = new CompletableFuture<Integer>();
      Thread writer =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      written.complete(isStream() ? stream(sender, count) : datagrams(sender));
                    } catch (Exception e) {
                      written.completeExceptionally(e);
                    }
                  });
      MemoryLog.await(
          () -> log.peak() >= heldUp || totalRefused() > 0,
          PATIENCE,
          () -> "nothing was held up: " + log.peak());
      if (acknowledges()) {
        assertEquals(0, sender.acknowledged(), "acknowledged before it was durable");
      }
      if (!isStream()) {
        written.get();
      }
      log.relieve();
      int sent = written.get();
      writer.join();
      if (repeatsWhatWasRefused()) {
        awaitAcknowledged(sender, sent);
        assertEquals(sent, log.size(), () -> "seed " + seed);
        return;
      }
      MemoryLog.await(
          () -> log.size() + totalRefused() >= sent,
          PATIENCE,
          () -> log.size() + " arrived, " + totalRefused() + " refused of " + sent);
      if (isStream() && !acknowledges()) {
        assertEquals(0, totalRefused());
      }
      if (!isStream()) {
        assertTrue(totalRefused() > 0, "datagrams cannot be made to wait");
      }
      if (acknowledges()) {
        awaitAcknowledged(sender, log.size());
      }
      assertEquals(sent, log.size() + totalRefused(), () -> "seed " + seed);
    }
  }

  private int stream(TestSender sender, int count) throws IOException {
    String filler = "x".repeat(950);
    for (int i = 0; i < count; i += 100) {
      var frames = new ArrayList<byte[]>();
      for (int j = i; j < i + 100; j++) {
        frames.add(frame("<13>flood " + j + " " + filler));
      }
      byte[] bytes = join(sender.encode(frames));
      sender.write(bytes, 0, bytes.length);
    }
    return (count + 99) / 100 * 100;
  }

  /** So many that the budget is used up, but never more than the kernel's buffer holds. */
  private int datagrams(TestSender sender) throws Exception {
    String filler = "x".repeat(950);
    int count = (int) (2 * BUDGET / 1000);
    for (int i = 0; i < count; i++) {
      send(sender, List.of(frame("<13>flood " + i + " " + filler)));
      int sent = i + 1;
      if (sent % 50 == 0) {
        MemoryLog.await(() -> totalReceived() >= sent, PATIENCE, () -> totalReceived() + " came");
      }
    }
    MemoryLog.await(() -> totalReceived() >= count, PATIENCE, () -> totalReceived() + " came");
    return count;
  }

  @Test
  void stopOffersAllThatHadArrived() throws Exception {
    List<byte[]> frames = frames(isStream() ? 2000 : 200, 300);
    try (TestSender sender = connect(input)) {
      send(sender, frames);
      input.stop();
      assertTrue(ingest.stop(PATIENCE));
      if (acknowledges()) {
        // What it had not read has no answer, and a sender sends it again.
        int answered = sender.acknowledged();
        assertTrue(answered <= log.size(), () -> answered + " of " + log.size());
        assertLogged(frames.subList(0, log.size()));
      } else {
        assertLogged(frames);
      }
    }
  }

  @Test
  void survivesGarbageAndKeepsOrCountsIt() throws Exception {
    byte[] before = frame("<13>before");
    int kept = 0;
    for (int round = 0; round < 20; round++) {
      byte[] garbage = garbage(1 + random.nextInt(3000));
      try (TestSender sender = connect(input)) {
        sender.write(garbage, 0, garbage.length);
        if (!keepsGarbage()) {
          assertTrue(sender.awaitClosed(), () -> "seed " + seed);
        }
      }
      kept += garbage.length;
    }
    if (keepsGarbage()) {
      int expected = kept;
      MemoryLog.await(() -> bytesLogged() >= expected, PATIENCE, () -> bytesLogged() + " kept");
      assertEquals(expected, bytesLogged(), () -> "seed " + seed);
    } else {
      assertTrue(rejected() > 0, "garbage was not counted");
    }
    int already = log.size();
    try (TestSender sender = connect(input)) {
      send(sender, List.of(before));
      log.awaitSize(already + 1, PATIENCE);
    }
    assertArrayEquals(logged(before), log.frames().getLast().bytes());
  }

  @Test
  void cutsOrRefusesAFrameThatIsTooLongAndFindsItsFeet() throws Exception {
    assumeTrue(isStream(), "a datagram has an end");
    byte[] large = frame("<13>" + "y".repeat(3 * MAX_FRAME));
    byte[] after = frame("<13>after");
    try (TestSender sender = connect(input)) {
      send(sender, List.of(large));
      if (!cutsLongFrames()) {
        assertTrue(sender.awaitClosed());
        assertTrue(rejected() > 0, "a long frame was not counted");
        assertEquals(0, log.size());
        return;
      }
      send(sender, List.of(after));
      log.awaitSize(2, PATIENCE);
      awaitAcknowledged(sender, 2);
    }
    Frame cut = log.frames().getFirst();
    assertEquals(MAX_FRAME, cut.bytes().length);
    assertEquals(FrameFlag.OVERSIZE, cut.flags());
    assertArrayEquals(Arrays.copyOf(large, MAX_FRAME), cut.bytes());
    assertArrayEquals(logged(after), log.frames().getLast().bytes());
    assertEquals(1, book().truncated());
  }

  @Test
  void countsConnectionsOverTheLimit() throws Exception {
    assumeTrue(isStream(), "datagrams have no connections");
    var senders = new ArrayList<TestSender>();
    for (int i = 0; i < MAX_CONNECTIONS; i++) {
      TestSender sender = connect(input);
      senders.add(sender);
      send(sender, List.of(frame("<13>one of few")));
    }
    log.awaitSize(MAX_CONNECTIONS, PATIENCE);
    assertTrue(isTurnedAway(), "one too many");
    assertTrue(rejected() > 0, "one too many was not counted");
    senders.removeFirst().close();
    MemoryLog.await(() -> !isTurnedAway(), PATIENCE, () -> "no room though one has left");
    for (TestSender sender : senders) {
      sender.close();
    }
  }

  /** Whether a connection more is closed, by its senses or while it says hello. */
  private boolean isTurnedAway() {
    int before = log.size();
    try (TestSender sender = connect(input)) {
      send(sender, List.of(frame("<13>one more")));
      log.awaitSize(before + 1, Duration.ofMillis(300));
      return false;
    } catch (Exception | AssertionError _) {
      return true;
    }
  }

  /** Frames that are all different, of printable characters, up to a length. */
  protected final List<byte[]> frames(int count, int longest) {
    var frames = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      var message = new StringBuilder("<13>").append(i).append(' ');
      for (int left = random.nextInt(longest); left > 0; left--) {
        message.append((char) (' ' + random.nextInt(95)));
      }
      frames.add(frame(message.append('.').toString()));
    }
    return frames;
  }

  /** Sends all of it. */
  protected static void send(TestSender sender, List<byte[]> frames) throws IOException {
    for (byte[] bytes : sender.encode(frames)) {
      sender.write(bytes, 0, bytes.length);
    }
  }

  /** Bytes that begin no frame, and none of which a decoder may take for a separator. */
  private byte[] garbage(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      int value = bytes[i] & 0xff;
      boolean separates = value < ' ' || value == '<' || value >= '0' && value <= '9';
      bytes[i] = separates ? (byte) 0xfe : bytes[i];
    }
    bytes[0] = (byte) 0xff;
    return bytes;
  }

  protected final void awaitAcknowledged(TestSender sender, int frames) throws Exception {
    if (acknowledges()) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (sender.acknowledged() < frames) {
        assertTrue(
            System.nanoTime() - deadline < 0,
            () -> "not all of " + frames + " were acknowledged, seed " + seed);
        Thread.onSpinWait();
      }
      assertEquals(frames, sender.acknowledged(), () -> "seed " + seed);
    }
  }

  private void assertLogged(List<byte[]> frames) {
    List<Frame> logged = log.frames();
    assertEquals(frames.size(), logged.size(), () -> "seed " + seed);
    for (int i = 0; i < frames.size(); i++) {
      int number = i;
      assertArrayEquals(
          logged(frames.get(i)), logged.get(i).bytes(), () -> "frame " + number + ", seed " + seed);
    }
  }

  private SourceReport book() {
    List<SourceReport> report = books.report();
    assertEquals(1, report.size(), report::toString);
    return report.getFirst();
  }

  /** Connections turned away or broken off. */
  protected final long rejected() {
    return metricSum("marsad_collector_refused_connections_total");
  }

  /** The sum of all series of a metric. */
  protected final long metricSum(String name) {
    var text = new StringBuilder();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static long refused(SourceReport book) {
    return book.refused().values().stream().mapToLong(Long::longValue).sum();
  }

  protected final long totalRefused() {
    return books.report().stream().mapToLong(InputContract::refused).sum();
  }

  private long totalReceived() {
    return books.report().stream().mapToLong(SourceReport::received).sum();
  }

  private long bytesLogged() {
    return log.frames().stream().mapToLong(frame -> frame.bytes().length).sum();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(List<byte[]> parts) {
    var all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
