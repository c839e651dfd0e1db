package org.marsad.index.shard;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What searches see of a shard. While it is written to, they see everything added up to a while
 * ago. When half of that while is over, or more of it where views take long to be made, the first
 * search that comes has the next view made beside it, so that who searches again and again does not
 * wait: until that one is there, or until what they see is twice as old, they go on with what there
 * is. Who comes later waits. The same where segments have become others: what was seen is not old
 * then, but the next view is faster, and the files of the others go with this one.
 *
 * <p>Thread-safe. Views are made one at a time, and nobody who is content with the one there is
 * waits for that.
 */
final class ShardView {
  private static final Logger LOG = LoggerFactory.getLogger(ShardView.class);

  /**
   * Of a view that nobody asked for so long what is in memory is let go. Segments on disk stay
   * open, and with them what is remembered of them.
   */
  private static final long IDLE = Duration.ofSeconds(30).toNanos();

  /** As above, where so much comes that the next who asks would not be content with it. */
  private static final long OUTDATED = Duration.ofSeconds(2).toNanos();

  /** How many times as old a view may be while a newer one is made. */
  private static final long PATIENT = 2;

  /** A view is looked at for half as long as it took to be made before the next one is begun. */
  private static final long PART = 2;

  private final Directory directory;
  private final LongSupplier added;
  private final LongSupplier nanos;
  private final Object making = new Object();
  private @Nullable ShardWriter writer;
  private Executor background = Runnable::run;
  private @Nullable DirectoryReader reader;
  private boolean over;
  private boolean ordered;
  private long seen;
  private long seenAt;
  private long merges;
  private long askedAt;

  /** Whether the view there is shows segments on disk alone, and not all of them. */
  private boolean partial;

  /** How long it took to make the view there is. */
  private long took;

  /**
   * A view of what is committed in a directory.
   *
   * @param added how many events there are, visible or not
   */
  ShardView(Directory directory, LongSupplier added) {
    this(directory, added, System::nanoTime);
  }

  /** As above, by a clock like {@link System#nanoTime()}. */
  ShardView(Directory directory, LongSupplier added, LongSupplier nanos) {
    this.directory = directory;
    this.added = added;
    this.nanos = nanos;
    this.askedAt = nanos.getAsLong();
  }

  /** From now on the view is of what this writer writes. */
  void follow(ShardWriter open, Executor next) throws IOException {
    synchronized (making) {
      synchronized (this) {
        writer = open;
        background = next;
        closeReader();
      }
    }
  }

  /** The writer is about to be closed, and everything wanted committed. */
  void unfollow() throws IOException {
    synchronized (making) {
      synchronized (this) {
        writer = null;
        closeReader();
      }
    }
  }

  /** There will be no view any more. */
  void end() throws IOException {
    synchronized (making) {
      synchronized (this) {
        over = true;
        writer = null;
        closeReader();
      }
    }
  }

  /**
   * A reader that sees everything added up to {@code maxAge} ago, or up to twice that while a newer
   * one is made; null where there is nothing. Whoever takes it gives it back with {@code decRef}.
   */
  @Nullable DirectoryReader acquire(long maxAge) throws IOException {
    for (boolean fresh = false; ; fresh = true) {
      synchronized (this) {
        askedAt = nanos.getAsLong();
        if (over) {
          return null;
        }
        if (writer == null && reader == null) {
          if (!DirectoryReader.indexExists(directory)) {
            return null;
          }
          reader = DirectoryReader.open(directory, Shard.NEWEST_SEGMENT_FIRST);
        }
        DirectoryReader current = reader;
        if (current != null) {
          long soon = soon(maxAge);
          if (!fresh && maxAge > 0 && !(isNewEnough(soon) && isAsWritten())) {
            order(soon);
          }
          if (fresh || isNewEnough(ordered ? PATIENT * maxAge : maxAge)) {
            current.incRef();
            return current;
          }
        }
      }
      make(maxAge);
    }
  }

  /** How old a view is when the next one is begun. */
  private long soon(long maxAge) {
    long half = maxAge / 2;
    return Math.clamp(took + took / PART, half, half + half / PART);
  }

  private boolean isNewEnough(long maxAge) {
    return writer == null
        || (!partial && (added.getAsLong() == seen || nanos.getAsLong() - seenAt < maxAge));
  }

  /** Whether the segments are still those of the writer, as far as they are on disk. */
  private boolean isAsWritten() {
    return writer == null || writer.merges() == merges;
  }

  private void order(long maxAge) {
    if (!ordered) {
      ordered = true;
      try {
        background.execute(() -> makeOrdered(maxAge));
      } catch (RejectedExecutionException _) {
        // the store is about to end
      }
    }
  }

  private void makeOrdered(long maxAge) {
    try {
      make(maxAge);
    } catch (IOException | RuntimeException e) {
      // The search that needs it will try again and tell.
      LOG.debug("cannot show what is new", e);
    } finally {
      synchronized (this) {
        ordered = false;
      }
    }
  }

  /** Makes a new view, unless somebody just did. */
  private void make(long maxAge) throws IOException {
    synchronized (making) {
      ShardWriter open;
      DirectoryReader before;
      long visible;
      long merged;
      long now = nanos.getAsLong();
      synchronized (this) {
        open = writer;
        before = reader;
        if (open == null || (before != null && isNewEnough(maxAge) && isAsWritten())) {
          return;
        }
        visible = added.getAsLong();
        merged = open.merges();
      }
      DirectoryReader newer = open.view(before);
      synchronized (this) {
        closeReader();
        reader = newer;
        seen = visible;
        merges = merged;
        seenAt = now;
        took = nanos.getAsLong() - now;
      }
    }
  }

  /** Closes the reader once nobody uses it, unless the shard is written to. */
  void rest() throws IOException {
    synchronized (making) {
      synchronized (this) {
        if (writer == null) {
          closeReader();
        }
      }
    }
  }

  /** Lets go of what is in memory if nobody asked for it for long. */
  void idle() throws IOException {
    letGo(IDLE);
  }

  /**
   * Lets go of what is in memory if nobody will be content with it any more: the memory of a
   * segment is about to be filled, and what this view holds is as much.
   */
  void outdate() throws IOException {
    synchronized (this) {
      if (partial || reader == null || nanos.getAsLong() - askedAt < OUTDATED) {
        return;
      }
    }
    letGo(OUTDATED);
  }

  private void letGo(long unasked) throws IOException {
    synchronized (making) {
      synchronized (this) {
        ShardWriter open = writer;
        DirectoryReader current = reader;
        if (current != null && open != null && nanos.getAsLong() - askedAt >= unasked) {
          DirectoryReader rest = open.onDisk(current);
          closeReader();
          reader = rest;
          partial = rest != null;
        }
      }
    }
  }

  private void closeReader() throws IOException {
    DirectoryReader current = reader;
    reader = null;
    partial = false;
    if (current != null) {
      current.close();
    }
  }
}
