package org.marsad.rules.replay;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.store.EventStore.ScanVisitor;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.marsad.rules.History;

/**
 * Stored events, read on a thread of its own, {@code marsad-replay-read}, while those before are
 * looked at: at most {@value #PAGES} pages ahead. The visitor is called on the thread that asks, in
 * the order of the events; what fails while reading is thrown there. The thread has ended when the
 * call returns; it is not interrupted, since that would close files of Lucene.
 */
final class ReadAhead {
  private static final int PAGES = 4;
  private static final int LOOK_MILLIS = 100;

  private final History history;
  private final SearchRequest request;
  private final ScanVisitor visitor;
  private final BlockingQueue<Page> pages = new ArrayBlockingQueue<>(PAGES);
  private volatile boolean isStopped;

  private ReadAhead(History history, SearchRequest request, ScanVisitor visitor) {
    this.history = history;
    this.request = request;
    this.visitor = visitor;
  }

  /**
   * Hands events to the visitor as {@link History#scan} does.
   *
   * @throws IOException if they cannot be read, or the visitor fails
   */
  static void scan(History history, SearchRequest request, ScanVisitor visitor)
      throws IOException, InterruptedException {
    new ReadAhead(history, request, visitor).run();
  }

  private void run() throws IOException, InterruptedException {
    var reader = new BackgroundThread(Urgency.LATER, "marsad-replay-read", this::read);
    reader.setDaemon(true);
    reader.start();
    try {
      EventBatch batch = next();
      while (batch != null && visitor.visit(batch)) {
        batch = next();
      }
    } finally {
      isStopped = true;
      reader.join();
    }
  }

  /** The next page; null behind the last. */
  private @Nullable EventBatch next() throws IOException, InterruptedException {
    Page page = pages.take();
    if (page.failure instanceof IOException why) {
      throw new IOException("cannot read stored events: " + why.getMessage(), why);
    }
    if (page.failure != null) {
      throw new IllegalStateException("cannot read stored events", page.failure);
    }
    return page.batch;
  }

  private void read() {
    try {
      history.scan(
          request,
          new ScanVisitor() {
            @Override
            public boolean visit(EventBatch batch) throws IOException {
              return put(new Page(batch, null));
            }

            @Override
            public boolean isStopped() {
              return isStopped || visitor.isStopped();
            }
          });
      put(new Page(null, null));
    } catch (IOException | RuntimeException | Error e) {
      put(new Page(null, e));
    }
  }

  /** False if nobody waits any more. */
  private boolean put(Page page) {
    try {
      while (!isStopped) {
        if (pages.offer(page, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Some events; or none, behind the last, and why there are no more if that is not the end. */
  private record Page(@Nullable EventBatch batch, @Nullable Throwable failure) {}
}
