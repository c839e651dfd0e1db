package org.marsad.collector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.frame.LineFrameDecoder;
import org.marsad.collector.input.InputContext;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Pace;
import org.marsad.collector.intake.Refusal;
import org.marsad.collector.intake.Sender;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows files while others write, rename, cut off and delete them; every line is a frame. How far
 * a file was read is remembered only once the log has made that durable; what the log had made
 * durable when the process was killed is found in the log at the next start, so that lines come
 * once.
 *
 * <p>All of it runs on the one thread {@code marsad-files}; where the log has no room, or the
 * search lies too far behind, it waits. {@link #start} and {@link #stop} may be called by any
 * thread. A file that cannot be read is counted and tried again.
 */
public final class FileInput {
  /** The name of its origins. */
  public static final String NAME = "file";

  private static final Logger LOG = LoggerFactory.getLogger(FileInput.class);
  private static final int CHUNK = 64 << 10;
  private static final int TURN_BYTES = 1 << 20;
  private static final int ROUND_BYTES = 4 << 20;
  private static final long SAVE_NANOS = 200_000_000L;
  private static final long SAVE_NANOS_A_FILE = 200_000L;
  private static final long SAVE_IDLE_NANOS = 10_000_000_000L;
  private static final long LEAST_REST_NANOS = 10_000_000L;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private final FileInputConfig config;
  private final EventLog log;
  private final InputContext context;
  private final FileCounters counters;
  private final Pace pace;
  private final FileTable table;
  private final long through;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("marsad-files").unstarted(this::run);
  private volatile boolean stopping;
  private volatile boolean scanNow = true;
  private volatile int followed;
  private volatile int open;
  private volatile @Nullable String problem;
  private long pass;
  private int underWay;
  private int round;
  private long durableTo;
  private long savedThrough = -1;
  private boolean unsaved = true;

  /** Whether what the log knew at the start was compared with the files. */
  private boolean scanned;

  private long savedAt;

  private FileInput(
      List<FileConfig> files, FileInputConfig config, EventLog log, InputContext context)
      throws IOException {
    this.config = config;
    this.log = log;
    this.context = context;
    counters = new FileCounters(context.metrics(), () -> followed, () -> open);
    pace =
        context.patientPace(
            context
                .metrics()
                .counter(
                    "marsad_collector_paced_reads",
                    "Times an input was not read because what was taken before could not be"
                        + " searched yet.",
                    "input",
                    NAME));
    Positions positions = Positions.read(config.positions());
    through = positions.through();
    table = new FileTable(files, config, positions, counters, this::follow);
  }

  /**
   * Reads what is remembered; nothing is followed until {@link #start}.
   *
   * @param log where its lines will be found
   * @throws IOException if what is remembered cannot be read
   */
  public static FileInput open(
      List<FileConfig> files, FileInputConfig config, EventLog log, InputContext context)
      throws IOException {
    return new FileInput(files, config, log, context);
  }

  public void start() {
    thread.start();
  }

  /** Why nothing is followed any more, if that is so. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Reads no more. What was read is durable and remembered when this returns, or read again at the
   * next start.
   */
  public void stop() {
    stopping = true;
    nudge(false);
    try {
      thread.join(STOP_PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (var watch = new FolderWatch(this::nudge)) {
      Replay replay = Replay.of(log, through);
      long scannedAt = System.nanoTime();
      while (!stopping) {
        long begin = System.nanoTime();
        if (scanNow || begin - scannedAt >= config.scan().toNanos()) {
          scanNow = false;
          scannedAt = begin;
          table.scan(replay, context.clock().millis() / 1000);
          scanned = true;
          watch.watch(table.folders());
        }
        boolean more = pass();
        save(false);
        long took = System.nanoTime() - begin;
        if (!more) {
          rest(took, scannedAt);
        }
      }
      settle();
      save(true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("files are not followed any more", e);
      problem = "files are not followed any more: " + e.getMessage();
    } finally {
      table.followed().forEach(file -> file.sender.stop());
      table.followed().forEach(Followed::close);
    }
  }

  private Followed follow(FileConfig entry, FileTable.Found found) {
    Origin origin = new Origin(NAME, Transport.FILE, peer(found.path()), entry.format());
    var sender = new Sender(context.ingest(), context.books().of(origin), tasks::add, () -> {});
    LOG.info("following {} from byte {}", found.current(), found.trace().position());
    return new Followed(found.key(), found.path(), found.current(), origin, sender, found.trace());
  }

  /** The end of a path that is too long for an origin. */
  static String peer(String path) {
    return path.length() <= Origin.MAX_LENGTH
        ? path
        : path.substring(path.length() - Origin.MAX_LENGTH);
  }

  /** Something may have changed. Any thread. */
  private void nudge(boolean names) {
    scanNow |= names;
    if (nudged.compareAndSet(false, true)) {
      tasks.add(() -> nudged.set(false));
    }
  }

  /** Waits for changes, and a little longer the more there is to look at. */
  private void rest(long took, long scannedAt) throws InterruptedException {
    long least = System.nanoTime() + Math.max(LEAST_REST_NANOS, 2 * took);
    long toScan = scannedAt + config.scan().toNanos() - System.nanoTime();
    runTasks(Math.min(config.poll().toNanos(), toScan));
    while (!stopping && least - System.nanoTime() > 0) {
      runTasks(least - System.nanoTime());
    }
  }

  /** Runs one task if one comes within the time. */
  private void runTasks(long nanos) throws InterruptedException {
    Runnable task = tasks.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (task != null) {
      task.run();
    }
  }

  /** Reads each file as far as it goes, or its turn; whether there may be more. */
  private boolean pass() throws IOException, InterruptedException {
    pass++;
    boolean more = false;
    var files = new ArrayList<>(table.followed());
    // What is left of a file comes before what is in the one that took its name.
    files.sort((a, b) -> Boolean.compare(b.away, a.away));
    for (Followed file : files) {
      if (stopping) {
        break;
      }
      boolean again = turn(file);
      while (again && file.away && !stopping) {
        settle();
        again = turn(file);
      }
      more |= again;
      if (round >= ROUND_BYTES) {
        settle();
      }
    }
    settle();
    closeIdle(files);
    followed = files.size();
    return more;
  }

  /** One file's turn; whether there may be more in it. */
  private boolean turn(Followed file) throws InterruptedException {
    try {
      boolean more = hasChanged(file) && read(file, file.channel());
      if (file.away && !more) {
        letGo(file);
      }
      return more;
    } catch (NoSuchFileException _) {
      scanNow = true;
      file.close();
    } catch (IOException e) {
      counters.count(FileCounters.UNREADABLE);
      LOG.warn("cannot read {}: {}", file.current, e.toString());
      file.close();
    }
    return false;
  }

  /** A file that went is let go of when its writer has been silent for long. */
  private void letGo(Followed file) throws InterruptedException {
    long now = System.nanoTime();
    if (file.quietSince == 0) {
      file.quietSince = now;
    } else if (now - file.quietSince > config.lastLineTimeout().toNanos() * 2) {
      settle();
      table.leave(file, context.clock().millis() / 1000);
    }
  }

  /** Whether a file may have bytes that were not read; one that is not what it was begins anew. */
  private boolean hasChanged(Followed file) throws IOException {
    if (!file.isOpen()) {
      long size = Files.size(file.current);
      if (size == file.knownSize && !isLineDue(file)) {
        return false;
      }
      if (!FileTable.key(file.current).equals(file.key)) {
        scanNow = true;
        return false;
      }
    }
    FileChannel channel = file.channel();
    if (channel.size() == file.knownSize) {
      return isLineDue(file);
    }
    if (!file.trace.fits(channel)) {
      counters.count(
          channel.size() < file.trace.position() ? FileCounters.TRUNCATED : FileCounters.REPLACED);
      LOG.info("{} was written anew; reading it from its beginning", file.current);
      file.before = file.trace;
      file.goBack(Trace.NONE);
      scanNow = true;
    }
    file.quietSince = 0;
    return true;
  }

  /** Whether a last line has waited for its end long enough. */
  private boolean isLineDue(Followed file) {
    return file.unfinishedTo >= 0
        && System.nanoTime() - file.unfinishedSince >= config.lastLineTimeout().toNanos();
  }

  /** Reads on; whether the turn was over before the end of the file. */
  private boolean read(Followed file, FileChannel channel)
      throws IOException, InterruptedException {
    file.used = pass;
    RawBatch.Builder batch = RawBatch.builder(file.origin, now());
    var decoder = new LineFrameDecoder((int) config.maxLine().bytes(), file.sentSkipping);
    long at = file.sentTo;
    long end = at + TURN_BYTES;
    int waiting = 0;
    while (!stopping) {
      int to = batch.claim(CHUNK);
      int count = channel.read(ByteBuffer.wrap(batch.block(), to, CHUNK), at);
      batch.shorten(to + Math.max(count, 0));
      if (count <= 0) {
        send(file, batch, waiting, at, decoder);
        lastLine(file, channel, at);
        file.knownSize = at;
        return false;
      }
      at += count;
      waiting = decoder.decode(batch.block(), waiting, batch.length(), batch);
      if (batch.length() >= CHUNK && (batch.size() > 0 || waiting > 0)) {
        waiting = send(file, batch, waiting, at, decoder);
        if (at >= end) {
          return true;
        }
      }
    }
    return true;
  }

  /** Sends the whole lines; where the bytes that wait begin afterwards. */
  private int send(
      Followed file, RawBatch.Builder batch, int waiting, long at, LineFrameDecoder decoder)
      throws InterruptedException {
    int rest = batch.length() - waiting;
    byte[] block = batch.block();
    file.sentTo = at - rest;
    file.sentSkipping = decoder.isSkipping();
    batch.shorten(waiting);
    if (batch.size() > 0) {
      RawBatch ready = batch.received(now()).build();
      block = ready.bytes();
      send(file, ready);
    } else {
      batch.shorten(0);
    }
    int to = batch.claim(rest);
    System.arraycopy(block, waiting, batch.block(), to, rest);
    return 0;
  }

  /** A line without an end that has not grown for long is taken as it is. */
  private void lastLine(Followed file, FileChannel channel, long end)
      throws IOException, InterruptedException {
    if (file.sentTo >= end || file.sentSkipping) {
      file.unfinishedTo = -1;
      return;
    }
    long now = System.nanoTime();
    if (file.unfinishedTo != end) {
      file.unfinishedTo = end;
      file.unfinishedSince = now;
    } else if (isLineDue(file)) {
      var line = ByteBuffer.allocate((int) (end - file.sentTo));
      channel.read(line, file.sentTo);
      RawBatch.Builder batch = RawBatch.builder(file.origin, now());
      batch.add(line.array(), 0, line.position(), FrameFlag.TORN);
      file.sentTo += line.position();
      file.unfinishedTo = -1;
      send(file, batch.build());
    }
  }

  private void send(Followed file, RawBatch batch) throws InterruptedException {
    round += batch.length();
    underWay++;
    file.underWay++;
    boolean room = file.sender.send(batch, new Receipt(file, batch.size()));
    while (!room && file.sender.isHolding() && !stopping) {
      runTasks(config.poll().toNanos());
    }
    if (pace.begins()) {
      long since = System.nanoTime();
      while (!stopping && pace.lasts(since)) {
        runTasks(Pace.LOOK.toNanos());
      }
    }
  }

  /** Waits until all that was sent is durable, and enters how far that is. */
  private void settle() throws InterruptedException {
    round = 0;
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos() / 2;
    while (underWay > 0 && (!stopping || deadline - System.nanoTime() > 0)) {
      runTasks(config.poll().toNanos());
    }
    for (Followed file : table.followed()) {
      boolean moved = file.sentTo != file.trace.position();
      if (file.refused || file.underWay > 0) {
        file.refused = false;
        file.goBack(file.trace);
      } else if (moved || file.sentSkipping != file.trace.skipping()) {
        remember(file);
      }
    }
  }

  private void remember(Followed file) {
    try {
      file.trace = Trace.of(file.channel(), file.sentTo, file.sentSkipping);
      unsaved = true;
    } catch (IOException e) {
      LOG.warn("cannot read {} again: {}", file.current, e.toString());
    }
  }

  private void settled(Followed file, @Nullable Refusal refusal) {
    underWay--;
    file.underWay--;
    if (refusal != null) {
      file.refused = true;
      if (refusal == Refusal.FAILED) {
        problem = "files are not read on: the journal has failed";
        stopping = true;
      }
    }
  }

  private void closeIdle(List<Followed> files) {
    int count = 0;
    for (Followed file : files) {
      count += file.isOpen() ? 1 : 0;
    }
    if (count > config.maxOpen()) {
      var idle = new ArrayList<>(files);
      idle.removeIf(file -> !file.isOpen() || file.away);
      idle.sort((a, b) -> Long.compare(a.used, b.used));
      for (Followed file : idle) {
        if (count <= config.maxOpen()) {
          break;
        }
        file.close();
        count--;
      }
    }
    open = count;
  }

  /**
   * Writes down how far files were read. What the log holds before {@code through} is in it: the
   * end of the log was looked at while nothing of ours was on its way to it.
   */
  private void save(boolean last) {
    long now = System.nanoTime();
    long every = Math.max(SAVE_NANOS, SAVE_NANOS_A_FILE * table.followed().size());
    long end = Math.max(log.end(), durableTo);
    boolean due = unsaved && now - savedAt >= every;
    boolean behind = end != savedThrough && now - savedAt >= SAVE_IDLE_NANOS;
    boolean wanted = due || behind || last && (unsaved || end != savedThrough);
    if (!wanted || !scanned || underWay > 0) {
      return;
    }
    try {
      table.positions(end, context.clock().millis() / 1000).write(config.positions());
      savedThrough = end;
      unsaved = false;
      problem = null;
    } catch (IOException e) {
      LOG.error("cannot write {}: {}", config.positions(), e.toString());
      problem = "cannot remember how far files were read: " + e.getMessage();
    }
    savedAt = now;
  }

  private long now() {
    return Nanos.of(context.clock().instant());
  }

  /** Told by the log how a batch of a file ended. */
  private final class Receipt implements Ingest.Done {
    private final Followed file;
    private final int frames;

    Receipt(Followed file, int frames) {
      this.file = file;
      this.frames = frames;
    }

    @Override
    public void durable(long firstId) {
      tasks.add(
          () -> {
            durableTo = Math.max(durableTo, firstId + frames);
            settled(file, null);
          });
    }

    @Override
    public void refused(Refusal refusal) {
      tasks.add(() -> settled(file, refusal));
    }
  }
}
