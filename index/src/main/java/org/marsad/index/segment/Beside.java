package org.marsad.index.segment;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Work that another thread does meanwhile. Whoever began it waits for it, and closes it before what
 * it works with: it has ended then, however that was.
 */
final class Beside implements Closeable {
  private final FutureTask<@Nullable Void> task;

  /** What is to be done. */
  interface Work {
    void run() throws IOException;
  }

  /** Begins; done at once where the executor has no thread of its own. */
  Beside(Executor executor, Work work) {
    task =
        new FutureTask<>(
            () -> {
              work.run();
              return null;
            });
    executor.execute(task);
  }

  /** Waits until it is done; what went wrong there goes wrong here. */
  void await() throws IOException {
    Waiting.on(task, "columns cannot be written");
  }

  @Override
  public void close() {
    boolean interrupted = false;
    while (!task.isDone()) {
      try {
        task.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        // Who waits for what comes of it has been told.
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
