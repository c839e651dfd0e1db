package org.marsad.rules.correlate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time this thread has spent on a processor, so that waiting for one is not held against it.
 */
final class Cpu {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean IS_KNOWN = THREADS.isCurrentThreadCpuTimeSupported();

  private Cpu() {}

  /** In nanoseconds; the time on the wall where the system does not tell. */
  static long nanos() {
    return IS_KNOWN ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }
}
