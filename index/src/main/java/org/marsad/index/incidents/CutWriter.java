package org.marsad.index.incidents;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * A writer whose commits are made in two steps. The first ends when it is decided which documents
 * are in it, and goes on by itself, on the thread {@code marsad-incidents-commit}, with waiting for
 * the disk; documents that are written meanwhile belong to the next one. The second step makes it
 * the last commit.
 */
final class CutWriter extends IndexWriter {
  private final ExecutorService committer =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("marsad-incidents-commit").unstarted(task));

  /** Held from the first step to the end of the second. */
  private final Semaphore free = new Semaphore(1);

  private volatile @Nullable Thread preparing;
  private volatile CountDownLatch flushed = new CountDownLatch(0);
  private volatile boolean closed;

  CutWriter(Directory directory, IndexWriterConfig config) throws IOException {
    super(directory, config);
  }

  /**
   * The first step, for the one thread that writes documents: all those written before are in the
   * commit, none written later. Waits while another commit is between its steps.
   *
   * @return the second step
   */
  Step begin() throws IOException, InterruptedException {
    free.acquire();
    if (closed) {
      throw new IOException("the store of incidents is closed");
    }
    var latch = new CountDownLatch(1);
    flushed = latch;
    var prepared = new CompletableFuture<Void>();
    committer.execute(() -> prepare(prepared, latch));
    latch.await();
    return () -> finish(prepared);
  }

  private void prepare(CompletableFuture<Void> prepared, CountDownLatch latch) {
    preparing = Thread.currentThread();
    try {
      prepareCommit();
      prepared.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      prepared.completeExceptionally(e);
    } finally {
      preparing = null;
      latch.countDown();
    }
  }

  /** The documents of a commit are in files, and everything later goes into others. */
  @Override
  protected void doAfterFlush() {
    if (Thread.currentThread().equals(preparing)) {
      flushed.countDown();
    }
  }

  private void finish(CompletableFuture<Void> prepared) throws IOException {
    try {
      prepared.get();
      commit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while incidents were made durable", e);
    } catch (ExecutionException e) {
      throw new IOException("incidents cannot be made durable: " + e.getMessage(), e.getCause());
    } finally {
      free.release();
    }
  }

  /** Nobody waits for a commit to begin from now on. */
  void end() {
    closed = true;
    free.release();
    committer.shutdown();
  }

  /** The rest of a commit. */
  @FunctionalInterface
  interface Step {
    void finish() throws IOException;
  }
}
