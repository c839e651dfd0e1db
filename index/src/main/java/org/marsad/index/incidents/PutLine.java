package org.marsad.index.incidents;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was put and is not in the index yet, in the order it was put; of what was put several times,
 * the last. The thread {@code marsad-incidents} writes it, so that who puts does not wait for the
 * index. A gate in the line keeps what is behind it from being written before something was done
 * with what is before it.
 *
 * <p>Who puts waits while the line is full. Once writing has failed, everything here throws.
 */
final class PutLine implements AutoCloseable {
  /** Documents that wait at most. */
  private static final int MOST = 5_000;

  private final Writing writing;
  private final Thread thread = new Thread(this::run, "marsad-incidents");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Piece> line = new ArrayDeque<>();
  private int waiting;
  private long taken;
  private long written;
  private volatile boolean closed;
  private @Nullable Throwable failure;

  private PutLine(Writing writing) {
    this.writing = writing;
    thread.setDaemon(true);
  }

  /** A line that is written in this way. */
  static PutLine start(Writing writing) {
    var line = new PutLine(writing);
    line.thread.start();
    return line;
  }

  /** The last in line, in place of what the key had if that is not behind a gate. */
  void put(String key, Object value) throws IOException {
    lock.lock();
    try {
      awaitThat(() -> waiting < MOST);
      Piece last = line.peekLast();
      if (last == null || last.gate != null) {
        last = new Piece(null);
        line.add(last);
      }
      if (last.values.put(key, value) == null) {
        waiting++;
      }
      last.end = ++taken;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing that is put from now on is written before the gate was passed. */
  void gate(Gate gate) throws IOException {
    lock.lock();
    try {
      check();
      var piece = new Piece(gate);
      piece.end = ++taken;
      line.add(piece);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is written that is in the line now. */
  void awaitWritten() throws IOException {
    lock.lock();
    try {
      long wanted = taken;
      awaitThat(() -> written >= wanted);
    } finally {
      lock.unlock();
    }
  }

  private void awaitThat(BooleanSupplier holds) throws IOException {
    try {
      check();
      while (!holds.getAsBoolean()) {
        changed.await();
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while incidents were written", e);
    }
  }

  private void check() throws IOException {
    Throwable why = failure;
    if (why != null) {
      throw new IOException("incidents cannot be written: " + why.getMessage(), why);
    }
    if (closed) {
      throw new IOException("the store of incidents is closed");
    }
  }

  private void run() {
    try {
      for (Piece piece = next(); piece != null; piece = next()) {
        for (Map.Entry<String, Object> each : piece.values.entrySet()) {
          if (closed) {
            return;
          }
          writing.write(each.getKey(), each.getValue());
        }
        if (piece.gate != null) {
          piece.gate.pass();
        }
        done(piece);
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
  }

  private @Nullable Piece next() throws InterruptedException {
    lock.lock();
    try {
      while (line.isEmpty() && !closed) {
        changed.await();
      }
      return closed ? null : line.poll();
    } finally {
      lock.unlock();
    }
  }

  private void done(Piece piece) {
    lock.lock();
    try {
      written = piece.end;
      waiting -= piece.values.size();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable why) {
    lock.lock();
    try {
      failure = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops after the document in hand; what waits is forgotten. Gates must pass, or it waits. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      line.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Brings one into the index. */
  @FunctionalInterface
  interface Writing {
    void write(String key, Object value) throws IOException;
  }

  /** What is done between what is before it and what is behind it. */
  @FunctionalInterface
  interface Gate {
    void pass() throws IOException, InterruptedException;
  }

  /** Values by key, or a gate. */
  private static final class Piece {
    final Map<String, Object> values = new LinkedHashMap<>();
    final @Nullable Gate gate;
    long end;

    Piece(@Nullable Gate gate) {
      this.gate = gate;
    }
  }
}
