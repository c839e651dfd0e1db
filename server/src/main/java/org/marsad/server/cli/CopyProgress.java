package org.marsad.server.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Says how many bytes were copied. One thread. */
final class CopyProgress implements LongConsumer {
  private static final long EVERY = Duration.ofMillis(500).toNanos();

  private final Terminal terminal;
  private final long begin = System.nanoTime();
  private long shown = begin;
  private long bytes;

  CopyProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(long now) {
    bytes = now;
    if (terminal.interactive() && System.nanoTime() - shown >= EVERY) {
      shown = System.nanoTime();
      terminal.progress(text(), false);
    }
  }

  void end() {
    if (terminal.interactive()) {
      terminal.progress(text(), true);
    }
  }

  private String text() {
    double seconds = Math.max((System.nanoTime() - begin) / 1e9, 1e-3);
    return String.format(
        Locale.ROOT, "%,.1f MB, %,.0f MB/s, %.1f s", bytes / 1e6, bytes / 1e6 / seconds, seconds);
  }
}
