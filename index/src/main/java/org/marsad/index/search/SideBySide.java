package org.marsad.index.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.marsad.index.column.Patience;

/**
 * Works on segments, a few at a time, and hands what came of each to the one who asks, in the order
 * of the segments. The one who asks works too, so that little work waits for nobody; the threads of
 * the store do what is next. Nobody works on a segment any more when it returns.
 *
 * @param <S> a segment
 * @param <T> what comes of it
 */
final class SideBySide<S, T> {
  private final ExecutorService threads;
  private final int atATime;
  private final Patience patience;
  private final Deque<FutureTask<T>> running = new ArrayDeque<>();

  /** Nothing to do yet. */
  SideBySide(ExecutorService threads, int atATime, Patience patience) {
    this.threads = threads;
    this.atATime = atATime;
    this.patience = patience;
  }

  /** Works on a segment, on any thread. */
  @FunctionalInterface
  interface Work<S, T> {
    T on(S segment) throws IOException;
  }

  /** Takes what came of a segment; whether to go on. */
  @FunctionalInterface
  interface Take<T> {
    boolean take(T result) throws IOException;
  }

  void run(List<S> segments, Work<S, T> work, Take<T> take) throws IOException {
    int started = 0;
    boolean more = true;
    try {
      for (int done = 0; done < segments.size() && more; done++) {
        while (running.size() < atATime && started < segments.size()) {
          S next = segments.get(started++);
          var task = new FutureTask<T>(() -> work.on(next));
          if (!running.isEmpty()) {
            offer(threads, task);
          }
          running.add(task);
        }
        FutureTask<T> first = running.element();
        first.run();
        more = take.take(await(first)) && !patience.isOver();
        running.remove();
      }
    } finally {
      if (!running.isEmpty()) {
        patience.stop();
      }
      running.forEach(SideBySide::end);
    }
  }

  /** Lets a thread of the store do it, if there are any left. */
  static void offer(ExecutorService threads, Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException _) {
      // The store is about to close: who asks does it alone, or ends.
    }
  }

  /** Waits until nobody works on it; one not begun is done at once. */
  static void end(FutureTask<?> task) {
    task.run();
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        break; // its answer is not wanted any more
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What came of a task that somebody works on, or is through with. */
  static <T> T await(FutureTask<T> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private static IOException cause(ExecutionException failure) {
    return switch (failure.getCause()) {
      case UncheckedIOException io -> new IOException(io.getMessage(), io);
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      case null, default -> new IOException(failure.getCause());
    };
  }
}
