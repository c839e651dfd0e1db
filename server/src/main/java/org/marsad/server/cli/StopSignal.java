package org.marsad.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.marsad.server.Server;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end: the main thread is woken and closes what it opened,
 * and the process does not end before it has.
 */
final class StopSignal implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "marsad-stop"));
  }

  /** Returns when somebody wants the process to end or the server has failed. */
  void await(Server server) throws InterruptedException {
    while (!asked.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
      if (server.hasFailed()) {
        return;
      }
    }
  }

  private void stop() {
    asked.countDown();
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("the server did not stop in " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was open is closed now; the process may end. */
  @Override
  public void close() {
    done.countDown();
  }
}
