package org.marsad.rules.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.marsad.model.rule.ReplayReport;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.model.rule.Replays;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.marsad.rules.pack.Pack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs replays one after the other on a thread of low priority, {@code marsad-replay}, and
 * remembers the last {@value #MOST}. At most {@value #WAITING} wait. Thread-safe.
 */
public final class ReplayDesk implements Replays, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayDesk.class);
  private static final int MOST = 20;
  private static final int WAITING = 8;
  private static final int LOOK_MILLIS = 100;

  private final Supplier<List<Pack>> packs;
  private final StoredReplay.Engine engine;
  private final Map<String, StoredReplay> replays = new LinkedHashMap<>();
  private final BlockingQueue<Turn> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean closing;

  private ReplayDesk(Supplier<List<Pack>> packs, StoredReplay.Engine engine) {
    this.packs = packs;
    this.engine = engine;
    thread = new BackgroundThread(Urgency.LATER, "marsad-replay", this::run);
    thread.setDaemon(true);
  }

  /**
   * Opens the desk.
   *
   * @param packs those at work
   * @throws IOException if the folder for what runs cannot be made
   */
  public static ReplayDesk open(Supplier<List<Pack>> packs, StoredReplay.Engine engine)
      throws IOException {
    Folders.empty(engine.folder());
    var desk = new ReplayDesk(packs, engine);
    desk.thread.start();
    return desk;
  }

  @Override
  public ReplayReport start(ReplayRequest request) {
    ChosenRules rules = ChosenRules.of(request, packs.get());
    var replay = new StoredReplay(UUID.randomUUID().toString(), request, engine);
    synchronized (replays) {
      if (!queue.offer(new Turn(replay, rules))) {
        throw new IllegalStateException(WAITING + " replays are waiting already");
      }
      replays.put(replay.id(), replay);
      forget();
    }
    return replay.report();
  }

  /** Forgets the oldest that have ended. */
  private void forget() {
    var ended = replays.values().stream().filter(each -> each.report().state().isEnd()).toList();
    for (int i = 0; i < ended.size() && replays.size() > MOST; i++) {
      replays.remove(ended.get(i).id());
    }
  }

  @Override
  public List<ReplayReport> list() {
    synchronized (replays) {
      return new ArrayList<>(replays.values())
          .reversed().stream().map(StoredReplay::report).toList();
    }
  }

  @Override
  public Optional<ReplayReport> find(String id) {
    synchronized (replays) {
      return Optional.ofNullable(replays.get(id)).map(StoredReplay::report);
    }
  }

  @Override
  public boolean cancel(String id) {
    synchronized (replays) {
      StoredReplay replay = replays.get(id);
      if (replay == null) {
        return false;
      }
      replay.cancel();
      if (replay.report().state().isEnd()) {
        replays.remove(id);
      }
      return true;
    }
  }

  private void run() {
    while (!closing) {
      Turn turn;
      try {
        turn = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      }
      if (turn != null) {
        run(turn);
      }
    }
    for (Turn turn = queue.poll(); turn != null; turn = queue.poll()) {
      turn.replay.fail("the server has stopped");
    }
  }

  private static void run(Turn turn) {
    LOG.info(
        "replay {} of the {} begins", turn.replay.id(), turn.replay.report().request().subject());
    turn.replay.run(turn.rules);
    ReplayReport report = turn.replay.report();
    LOG.info(
        "replay {}: {}, {} events at {}/s, {} alerts {}",
        report.id(),
        report.state(),
        report.events(),
        Math.round(report.rate()),
        report.alertTotal(),
        report.problem());
  }

  /**
   * Ends what runs and what waits. It is not interrupted, since that would close files of Lucene.
   */
  @Override
  public void close() {
    closing = true;
    synchronized (replays) {
      replays.values().forEach(StoredReplay::cancel);
    }
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private record Turn(StoredReplay replay, ChosenRules rules) {}
}
