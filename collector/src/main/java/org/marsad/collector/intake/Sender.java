package org.marsad.collector.intake;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.marsad.model.event.RawBatch;

/**
 * A sender that can be made to wait, such as a TCP connection. Holds the batch that was refused
 * while there is no room, so that nothing is lost as long as whoever reads from the sender stops
 * reading. What comes all the same, or stays behind when the connection is gone, is held as long as
 * all senders together do not hold too much; then it is refused.
 *
 * <p>Belongs to the thread of its executor.
 */
public final class Sender {
  private final Ingest ingest;
  private final SourceBook source;
  private final Executor executor;
  private final Runnable resume;
  private final Runnable wake = this::wake;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private Refusal why = Refusal.OVERLOAD;
  private boolean gone;
  private boolean released;

  /**
   * A sender with nothing sent.
   *
   * @param executor runs on the one thread that may use this
   * @param resume run there when nothing is held any more
   */
  public Sender(Ingest ingest, SourceBook source, Executor executor, Runnable resume) {
    this.ingest = ingest;
    this.source = source;
    this.executor = executor;
    this.resume = resume;
    source.keep(1);
  }

  /** As {@link #send(RawBatch, Ingest.Done)} for a protocol that acknowledges nothing. */
  public boolean send(RawBatch batch) {
    return send(batch, Ingest.Done.NOBODY);
  }

  /**
   * Takes a batch over.
   *
   * @param done told once how it ended, here or on a thread of the log
   * @return whether the next may be sent; if not, wait for {@code resume}
   */
  public boolean send(RawBatch batch, Ingest.Done done) {
    source.received(batch);
    if (!held.isEmpty()) {
      hold(batch, done);
      return false;
    }
    Refusal refusal = ingest.offerPatiently(source, batch, done);
    if (refusal != null) {
      add(new Held(batch, done, 0));
      await(refusal);
    }
    return refusal == null;
  }

  /** Whether a batch is held. */
  public boolean isHolding() {
    return !held.isEmpty();
  }

  /** The connection is gone, and nobody can be made to wait any more. */
  public void leave() {
    Held first = held.peek();
    if (first != null && first.counted == 0) {
      remove();
      if (hold(first.batch, first.done)) {
        held.addFirst(held.removeLast());
      }
    }
    gone = true;
    if (held.isEmpty()) {
      ingest.forget(source, wake);
      letGo();
    }
  }

  /** What is held is refused. */
  public void stop() {
    while (!held.isEmpty()) {
      Held next = remove();
      ingest.letGo(next.counted);
      source.refused(Refusal.STOPPED, next.batch.size());
      next.done.refused(Refusal.STOPPED);
    }
    ingest.forget(source, wake);
    letGo();
  }

  private void letGo() {
    if (!released) {
      released = true;
      source.keep(-1);
    }
  }

  private void add(Held batch) {
    held.add(batch);
    ingest.heldFrames(batch.batch.size());
  }

  private Held remove() {
    Held first = held.remove();
    ingest.heldFrames(-first.batch.size());
    return first;
  }

  /** Holds one more if there is room for it beside what others hold. */
  private boolean hold(RawBatch batch, Ingest.Done done) {
    long size = Ingest.weight(batch);
    boolean fits = ingest.hold(size);
    if (fits) {
      add(new Held(batch, done, size));
    } else {
      source.refused(why, batch.size());
      done.refused(why);
    }
    return fits;
  }

  private void await(Refusal refusal) {
    why = refusal;
    ingest.whenRoom(source, refusal, wake);
  }

  private void wake() {
    try {
      executor.execute(this::retry);
    } catch (RejectedExecutionException _) {
      // The thread has ended, and with it the sender.
    }
  }

  private void retry() {
    if (held.isEmpty()) {
      return;
    }
    while (!held.isEmpty()) {
      Held next = held.element();
      Refusal refusal = ingest.offerPatiently(source, next.batch, next.done);
      if (refusal != null) {
        await(refusal);
        return;
      }
      remove();
      ingest.letGo(next.counted);
    }
    if (gone) {
      letGo();
    }
    resume.run();
  }

  /** A batch, who is told, and how many bytes are counted for it against what all hold. */
  private record Held(RawBatch batch, Ingest.Done done, long counted) {}
}
