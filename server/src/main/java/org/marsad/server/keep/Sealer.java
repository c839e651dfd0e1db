package org.marsad.server.keep;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what is finished, now and then, on a thread of its own. A chain that is broken when the
 * server starts is told, and nothing more is sealed: the file is evidence.
 */
public final class Sealer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Seals seals;
  private final Supplier<Set<String>> shards;
  private final Consumer<String> told;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new BackgroundThread(Urgency.LATER, "marsad-seals", this::run);
  private volatile @Nullable String problem;

  private Sealer(Seals seals, Supplier<Set<String>> shards, Consumer<String> told) {
    this.seals = seals;
    this.shards = shards;
    this.told = told;
    this.problem = seals.brokenLink().orElse(null);
  }

  /**
   * Begins.
   *
   * @param shards names of shards that are finished, when asked
   * @param told is told each new newest link
   */
  public static Sealer start(Path data, Supplier<Set<String>> shards, Consumer<String> told)
      throws IOException {
    var sealer = new Sealer(Seals.open(data), shards, told);
    sealer.thread.setDaemon(true);
    sealer.thread.start();
    return sealer;
  }

  /** Why nothing is sealed any more, if that is so. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(why -> "the seals are broken: " + why);
  }

  private void run() {
    try {
      while (problem == null) {
        if (seals.seal(shards.get()) > 0) {
          told.accept(seals.newest());
        }
        if (closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      LOG.error("{}; see ./marsad index verify", problem().orElse(""));
    } catch (IOException | RuntimeException e) {
      LOG.error("cannot seal what is finished", e);
      problem = "cannot seal: " + e.getMessage();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
