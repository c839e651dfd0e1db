package org.marsad.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.marsad.load.Figures.Run;

/** Warms up, then measures: from the first byte until the last message is through. */
final class Runs {
  /** Runs that count. */
  static final int COUNTED = 3;

  /** Runs that do not: compilers are still at work. */
  static final int WARM_UPS = 2;

  private Runs() {}

  /**
   * The runs that count.
   *
   * @param child whose CPU time is told
   * @param count messages a run
   */
  static List<Run> measure(Child child, long count, Step send, Step done)
      throws IOException, InterruptedException {
    var runs = new ArrayList<Run>();
    for (int i = 0; i < WARM_UPS + COUNTED; i++) {
      Duration cpu = child.cpu();
      long begin = System.nanoTime();
      send.run();
      done.run();
      var run = new Run(count, Duration.ofNanos(System.nanoTime() - begin), child.cpu().minus(cpu));
      if (i >= WARM_UPS) {
        runs.add(run);
      }
    }
    return runs;
  }

  /** A part of a run. */
  interface Step {
    void run() throws IOException, InterruptedException;
  }
}
