package org.marsad.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.marsad.query.PackReloading;
import org.marsad.rules.PackChange;
import org.marsad.rules.RuleEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the folder of packs from time to time, or when it is asked to, and has the engine go on
 * with what has changed. A pack with something wrong in it goes on as it was, which is told once.
 * One thread of its own; any may ask.
 */
final class PackReload implements Closeable, PackReloading {
  private static final Logger LOG = LoggerFactory.getLogger(PackReload.class);

  private final Packs packs;
  private final RuleEngine rules;
  private final Duration every;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("marsad-packs").factory());
  private String unreadable = "";

  /**
   * One that does not look yet.
   *
   * @param every how often it looks; never if that is nothing
   */
  PackReload(Packs packs, RuleEngine rules, Duration every) {
    this.packs = packs;
    this.rules = rules;
    this.every = every;
  }

  /** Looks until it is closed. */
  void start() {
    if (packs.canChange() && every.isPositive()) {
      thread.scheduleWithFixedDelay(
          this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void look() {
    try {
      if (packs.haveChanged()) {
        reload();
      }
      unreadable = "";
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e);
      if (!why.equals(unreadable)) {
        unreadable = why;
        LOG.error("cannot look at the packs, they stay as they are: {}", why);
      }
    }
  }

  @Override
  public synchronized Report reload() {
    try {
      PackChange change = rules.reload(packs.load());
      return new Report(
          change.added(), change.changed(), change.removed(), change.refused(), change.position());
    } catch (IOException | RuntimeException e) {
      LOG.error("packs stay as they are", e);
      return Report.refused(String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Report.refused("interrupted");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
