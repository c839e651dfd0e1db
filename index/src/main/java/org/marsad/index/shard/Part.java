package org.marsad.index.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.lucene.index.SegmentCommitInfo;
import org.jspecify.annotations.Nullable;
import org.marsad.index.segment.FreeChunks;
import org.marsad.index.segment.LiveDirectory;
import org.marsad.index.segment.Room;
import org.marsad.index.segment.SegmentBuilder;
import org.marsad.index.segment.SegmentContent;
import org.marsad.index.segment.SegmentWriter;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Events that will be one segment, and small segments in memory that show them until then: made
 * when somebody looks, merged by writing them anew from the numbers that are still there.
 *
 * <p>Guarded by itself; segments are written outside. One thread at a time shows.
 */
final class Part {
  /** As many segments of about one size become one. */
  private static final int RUN = 8;

  /** Those with fewer events are of one size, and become one at once. */
  private static final int SMALL = 4_096;

  private final SegmentBuilder builder;
  private final List<Shown> shown = new ArrayList<>();

  private long cleared;

  /** Whether a segment in memory is being made. */
  private boolean showing;

  Part(Schema schema, FreeChunks free) {
    builder = new SegmentBuilder(schema, free);
  }

  synchronized void add(EventBatch batch, int row, long indexed) {
    builder.add(batch, row, indexed);
  }

  synchronized long bytes() {
    return builder.bytes();
  }

  synchronized int size() {
    return builder.size();
  }

  /** Distinct values and words in it that are too long to be whole terms. */
  synchronized long cut() {
    return builder.cut();
  }

  /** All of it, to be written before it is cleared. */
  synchronized SegmentContent content() {
    return builder.content(0, false);
  }

  synchronized void clear() {
    builder.clear(showing);
    leave(shown);
    cleared++;
  }

  /** Hands the segments in memory over; whoever takes one looks at it until it says otherwise. */
  synchronized void each(Consumer<SegmentCommitInfo> visitor) {
    for (Shown each : shown) {
      LiveDirectory.of(each.segment).look();
      visitor.accept(each.segment);
    }
  }

  /** Lets go of segments in memory; others may look at them yet. */
  private static void leave(List<Shown> some) {
    some.forEach(each -> LiveDirectory.of(each.segment).leave());
    some.clear();
  }

  /** Makes a segment in memory of what is in none yet. */
  void show(Supplier<String> names, Rooms rooms) throws IOException {
    SegmentContent content;
    int kept;
    long clearedBefore;
    synchronized (this) {
      int size = builder.size();
      if (size == end(shown.size())) {
        return;
      }
      kept = keep(size);
      content = builder.content(end(kept), true);
      clearedBefore = cleared;
      showing = true;
    }
    SegmentCommitInfo segment = null;
    Room room = rooms.take();
    try {
      segment = SegmentWriter.show(names.get(), content, room);
    } finally {
      rooms.giveBack(room);
      shown(segment, kept, content, clearedBefore);
    }
  }

  /** A segment in memory was made, or came to nothing; it is for nobody if this was cleared. */
  private synchronized void shown(
      @Nullable SegmentCommitInfo segment, int kept, SegmentContent content, long clearedBefore) {
    showing = false;
    if (segment != null && clearedBefore == cleared) {
      leave(shown.subList(kept, shown.size()));
      shown.add(new Shown(segment, content.to()));
    } else {
      content.leave();
    }
  }

  /** Up to which event the first so many segments reach. */
  private int end(int count) {
    return count == 0 ? 0 : shown.get(count - 1).to;
  }

  /** How many of the segments stay when the next one is made; the others become part of it. */
  private int keep(int size) {
    int kept = shown.size();
    while (true) {
      int last = Math.max(SMALL, size - end(kept));
      int run = 0;
      while (run < kept && end(kept - run) - end(kept - run - 1) < last * 2L) {
        run++;
      }
      if (run < (last == SMALL ? 1 : RUN)) {
        return kept;
      }
      kept -= run;
    }
  }

  /**
   * A segment in memory, whose events this looks at.
   *
   * @param to the event behind its last
   */
  private record Shown(SegmentCommitInfo segment, int to) {}
}
