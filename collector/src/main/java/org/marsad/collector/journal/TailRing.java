package org.marsad.collector.journal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;

/**
 * The newest durable batches, linked, up to a number of bytes: the one hand-off on the way of an
 * event. A reader holds the node it had last and follows the link without a lock; who falls so far
 * behind that its node was cut off reads from disk. What all of them have read is let go of, so
 * that it dies young. Thread-safe; one thread adds.
 */
final class TailRing {
  /** What a node and the table of its batch weigh beside the bytes. */
  private static final long NODE = 128;

  private static final long FRAME = 12;

  /** The part of the memory that a reader has left when it is waited for: as much or more. */
  private static final int HURRY = 4;

  private static final long NAP = 200_000;

  /** A smaller memory is used up by a group or two, whatever is waited for. */
  private static final long WORTH = 4 << 20;

  private final long maxBytes;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private Node oldest;
  private long bytes;
  private volatile Node newest;

  /** What came last at once: as much may come the next time, before anybody is waited for. */
  private volatile long lastGroup;

  private volatile boolean closed;

  /** The log is durable up to a position and an id. */
  TailRing(long maxBytes, long position, long endId) {
    this.maxBytes = maxBytes;
    this.oldest = new Node(position, position, endId, null);
    this.newest = oldest;
  }

  /** The id the next durable event will have. */
  long endId() {
    return newest.endId;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * These are durable now. Forgets the oldest where they are too many, or have been read. Wakes
   * nobody.
   */
  synchronized void add(List<Node> nodes) {
    long sum = newest.sum;
    for (Node node : nodes) {
      bytes += node.weight();
      Node before = newest;
      node.sum = before.sum + node.weight();
      newest = node;
      before.next = node;
    }
    lastGroup = newest.sum - sum;
    long read = readByAll();
    // The newest always stays within reach of those who wait for it.
    for (Node next = oldest.next;
        (bytes > maxBytes || oldest.sum < read) && next != null && next != newest;
        next = oldest.next) {
      bytes -= oldest.weight();
      oldest.cut();
      oldest = next;
    }
  }

  /** Up to where all have read along, as a {@link Node#sum}; 0 if one of them reads from disk. */
  private long readByAll() {
    long least = Long.MAX_VALUE;
    for (Follower follower : followers) {
      Node node = follower.node();
      least = Math.min(least, node == null ? 0 : node.sum);
    }
    return least == Long.MAX_VALUE ? 0 : least;
  }

  /** Wakes those who wait for what was added. */
  synchronized void wake() {
    notifyAll();
  }

  /**
   * The node after which the record at a position of the log comes; null if the memory does not
   * reach back so far.
   */
  synchronized @Nullable Node before(long position) {
    if (position < oldest.end) {
      return null;
    }
    Node node = oldest;
    for (Node next = node.next; next != null && next.begin < position; next = node.next) {
      node = next;
    }
    return node;
  }

  /**
   * Waits until something follows a node, or it was cut off, or the log is closed.
   *
   * @return whether one of these came within the time
   */
  boolean await(Node node, long nanos) throws InterruptedException {
    if (node.isSettled() || closed) {
      return true;
    }
    long deadline = System.nanoTime() + nanos;
    synchronized (this) {
      long left = nanos;
      while (!node.isSettled() && !closed && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
      return node.isSettled() || closed;
    }
  }

  /** Somebody who reads along; see {@link #awaitFollowers}. */
  void join(Follower follower) {
    followers.add(follower);
  }

  void leave(Follower follower) {
    followers.remove(follower);
  }

  /**
   * Gives those a moment who are about to fall so far behind that they would have to read from
   * disk, which costs them more than what they are behind. Who reads from disk already is not
   * waited for, so that one who is much slower delays the others once and for a short time.
   *
   * @return whether there was anybody to wait for
   */
  boolean awaitFollowers(long nanos) {
    if (maxBytes < WORTH || !isAnybodyLate()) {
      return false;
    }
    long deadline = System.nanoTime() + nanos;
    do {
      LockSupport.parkNanos(this, NAP);
    } while (isAnybodyLate() && !closed && System.nanoTime() - deadline < 0);
    return true;
  }

  private boolean isAnybodyLate() {
    long sum = newest.sum;
    long most = maxBytes - Math.clamp(lastGroup, maxBytes / HURRY, maxBytes / 2);
    for (Follower follower : followers) {
      Node node = follower.node();
      if (node != null && sum - node.sum > most) {
        return true;
      }
    }
    return false;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** A reader of the log. Any thread may ask it. */
  interface Follower {
    /** Where it stands in the memory; null if it reads from disk. */
    @Nullable Node node();
  }

  /** A durable batch, and where its record lies in the log. The first one has none. */
  static final class Node {
    private final long begin;
    private final long end;
    private final long endId;
    private final @Nullable RawBatch batch;
    private volatile @Nullable Node next;
    private volatile boolean cut;

    /** What all weigh that were added up to this one. */
    private long sum;

    Node(long begin, long end, long endId, @Nullable RawBatch batch) {
      this.begin = begin;
      this.end = end;
      this.endId = endId;
      this.batch = batch;
    }

    /** Position in the log of the record. */
    long begin() {
      return begin;
    }

    /** Position in the log behind the record. */
    long end() {
      return end;
    }

    /** The id of the next event. */
    long endId() {
      return endId;
    }

    /** The batch, of a node that was added. */
    RawBatch batch() {
      return Objects.requireNonNull(batch);
    }

    /** What follows, or null: nothing yet, or nothing any more. */
    @Nullable Node next() {
      return next;
    }

    /** Whether readers have to go to the disk for what follows. */
    boolean isCut() {
      return cut;
    }

    private boolean isSettled() {
      return next != null || cut;
    }

    /** Lets go of what follows, so that a reader that stands here holds one node and no more. */
    private void cut() {
      cut = true;
      next = null;
    }

    private long weight() {
      return batch == null
          ? 0
          : Math.max(end - begin, batch.bytes().length) + FRAME * batch.size() + NODE;
    }
  }
}
