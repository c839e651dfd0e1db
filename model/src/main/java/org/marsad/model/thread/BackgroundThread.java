package org.marsad.model.thread;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A thread whose work may wait for those that somebody waits for. Where cores are short, the system
 * gives it a part of what it gives other threads, and all that nobody else wants; it is never
 * without.
 *
 * <p>On Linux a thread has a nice value of its own (setpriority(2)), which priorities of Java do
 * not set; to raise it takes no privilege, and threads inherit it from those that start them.
 * Elsewhere, and where that fails, it has the lowest priority of Java.
 */
public final class BackgroundThread extends Thread {
  /** PRIO_PROCESS; with the id 0, on Linux, the thread that calls. */
  private static final int THIS_THREAD = 0;

  private static final @Nullable MethodHandle SET_PRIORITY = setPriority();

  private final Urgency urgency;

  /** How soon the work is to be done; a step is a quarter more for the others (sched(7)). */
  public enum Urgency {
    /** What somebody may soon wait for: a third of what a thread has that answers. */
    SHORTLY(5),

    /** Events on their way: a fifteenth of what a thread has that answers. */
    SOON(12),

    /** What nobody waits for yet: a thirtieth. */
    LATER(15);

    private final int nice;

    Urgency(int nice) {
      this.nice = nice;
    }
  }

  /** A thread that is not started yet. */
  public BackgroundThread(Urgency urgency, String name, Runnable task) {
    super(task, name);
    this.urgency = urgency;
  }

  @SuppressWarnings("restricted") // a call of the system by its documented types
  private static @Nullable MethodHandle setPriority() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    var integer = ValueLayout.JAVA_INT;
    var function = FunctionDescriptor.of(integer, integer, integer, integer);
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("setpriority")
        .map(address -> linker.downcallHandle(address, function))
        .orElse(null);
  }

  @Override
  public void run() {
    lower();
    super.run();
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing is right or wrong by it, only sooner
  private void lower() {
    MethodHandle set = SET_PRIORITY;
    try {
      if (set == null || (int) set.invokeExact(THIS_THREAD, 0, urgency.nice) != 0) {
        setPriority(MIN_PRIORITY);
      }
    } catch (Throwable e) {
      throw new LinkageError("setpriority", e);
    }
  }
}
