package org.marsad.collector.intake;

import java.util.HashMap;
import java.util.Map;

/**
 * What the watch remembers of one source. Belongs to the thread of the watch; {@link #silent()} may
 * be asked by any.
 */
final class Watched {
  private volatile boolean silent;

  /** Receive time of the last frame before the silence that was told. */
  long silentSince;

  /** What the books said when the window under way began. */
  final Map<String, Long> formatsBefore = new HashMap<>(2);

  long misfitsBefore;

  /** The usual shares, each window counting for a fifth: of misfits, and by format. */
  final Map<String, Double> usual = new HashMap<>(2);

  double usualMisfits;

  /** Windows that were judged. */
  int windows;

  /** Windows since a drift was told; none is told again before the usual was learned anew. */
  int sinceDrift = Integer.MAX_VALUE;

  /** Whether it was told that its clock is wrong. */
  boolean clockWrong;

  /** Frames that were not taken, at the last look, and as far as they were told. */
  long refusedBefore;

  long refusedTold;

  /** When frames that were not taken began to be counted for what is told next; 0 if none were. */
  long refusedSince;

  boolean silent() {
    return silent;
  }

  void silent(boolean now) {
    silent = now;
  }
}
