package org.marsad.index.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;

/**
 * Works on segments and hands what came of each to the one who asks, in the order of the segments.
 * Small ones that follow each other are one part of the work, so that who works is not woken for
 * each; the one who asks works too, on what nobody has begun. A thread of the store goes through
 * the parts beside it, and only so far ahead that not much waits to be handed over. Nobody works on
 * a segment any more when it returns.
 *
 * @param <S> a segment
 * @param <T> what comes of it
 */
final class SideBySide<S, T> {
  /** Documents of a part, unless there would be few parts then, or one segment has more. */
  private static final int PART = 1 << 17;

  /** Parts for each who works, at least, where there are enough segments. */
  private static final int EACH = 4;

  /** So many parts may wait for the one before them, for each who works. */
  private static final int AHEAD = 2;

  private final ExecutorService threads;
  private final int atATime;
  private final Patience patience;
  private final List<FutureTask<List<T>>> parts = new ArrayList<>();

  /** How many parts somebody has begun, and of how many the asker has what came of them. */
  private int begun;

  private int taken;
  private boolean isOver;

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

  /**
   * Works on all of them; to be called once.
   *
   * @param size how many documents a segment has
   */
  void run(List<S> segments, ToIntFunction<S> size, Work<S, T> work, Take<T> take)
      throws IOException {
    part(segments, size, work);
    for (int i = 1; i < Math.min(atATime, parts.size()); i++) {
      offer(threads, this::help);
    }
    boolean more = true;
    try {
      for (int i = 0; i < parts.size() && more; i++) {
        FutureTask<List<T>> first = parts.get(i);
        while (!first.isDone()) {
          FutureTask<List<T>> next = begin();
          if (next == null) {
            break;
          }
          next.run();
        }
        for (T each : await(first)) {
          more = more && take.take(each) && !patience.isOver();
        }
        took(i);
      }
    } finally {
      end();
    }
  }

  private void part(List<S> segments, ToIntFunction<S> size, Work<S, T> work) {
    long all = segments.stream().mapToLong(size::applyAsInt).sum();
    long least = Math.clamp(all / ((long) EACH * atATime), 1, PART);
    long held = 0;
    int from = 0;
    for (int to = 1; to <= segments.size(); to++) {
      held += size.applyAsInt(segments.get(to - 1));
      if (held >= least || to == segments.size()) {
        List<S> some = segments.subList(from, to);
        parts.add(new FutureTask<>(() -> work(some, work)));
        from = to;
        held = 0;
      }
    }
  }

  private List<T> work(List<S> segments, Work<S, T> work) throws IOException {
    var results = new ArrayList<T>(segments.size());
    for (S segment : segments) {
      results.add(work.on(segment));
    }
    return results;
  }

  /** For a thread of the store: works on what nobody has begun, until there is no more of it. */
  private void help() {
    for (var next = beginInTime(); next != null; next = beginInTime()) {
      next.run();
    }
  }

  /** The next part, if it is near enough to what was taken. */
  private synchronized @Nullable FutureTask<List<T>> begin() {
    return isOver || begun == parts.size() || isAhead() ? null : parts.get(begun++);
  }

  /** As {@link #begin}, and waits until it is near enough. */
  private synchronized @Nullable FutureTask<List<T>> beginInTime() {
    try {
      while (!isOver && begun < parts.size() && isAhead()) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
    return begin();
  }

  private boolean isAhead() {
    return begun >= taken + AHEAD * atATime;
  }

  private synchronized void took(int part) {
    parts.set(part, null);
    taken = part + 1;
    notifyAll();
  }

  /**
   * What is begun comes to its end, which is near where not all is wanted; the rest never begins.
   */
  private void end() {
    List<FutureTask<List<T>>> left;
    synchronized (this) {
      isOver = true;
      left = List.copyOf(parts.subList(taken, begun));
      notifyAll();
    }
    if (!left.isEmpty()) {
      patience.stop();
    }
    left.forEach(SideBySide::end);
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
