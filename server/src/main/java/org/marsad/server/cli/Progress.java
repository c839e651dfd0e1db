package org.marsad.server.cli;

import java.time.Duration;
import java.util.Locale;

/** Says how far a transfer is: lines, bytes, rate, and the time left where the size is known. */
final class Progress {
  private static final int BAR = 24;
  private static final double SECOND = 1e9;

  private final Terminal terminal;
  private final long size;
  private final long every;
  private final long begin = System.nanoTime();
  private long shown = begin;

  /** For a file of {@code size} bytes; negative if that is not known. */
  Progress(Terminal terminal, long size, Duration every) {
    this.terminal = terminal;
    this.size = size;
    this.every = every.toNanos();
  }

  void update(long lines, long bytes, long read) {
    long now = System.nanoTime();
    if (now - shown >= every) {
      shown = now;
      terminal.progress(text(lines, bytes, read, now - begin), false);
    }
  }

  void end(long lines, long bytes, long read) {
    terminal.progress(text(lines, bytes, read, System.nanoTime() - begin), true);
  }

  private String text(long lines, long bytes, long read, long elapsed) {
    double seconds = Math.max(elapsed / SECOND, 1e-3);
    var text = new StringBuilder();
    if (size > 0) {
      double part = Math.min(1, (double) read / size);
      int full = (int) (part * BAR);
      text.append("[").append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
      text.append(String.format(Locale.ROOT, "%3.0f %%  ", part * 100));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%,d lines, %.1f MB, %,.0f lines/s, %.1f s",
            lines,
            bytes / 1e6,
            lines / seconds,
            seconds));
    if (size > 0 && read > 0 && read < size) {
      double left = seconds * (size - read) / read;
      text.append(String.format(Locale.ROOT, ", %.0f s left", left));
    }
    return text.toString();
  }
}
