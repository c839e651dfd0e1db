package org.marsad.index.segment;

import java.util.List;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.marsad.model.event.EventBatch;

/**
 * Memory with one segment of events that are still there as they came, so that it needs no blocks.
 * They are there as long as those who read them have said so: {@link #look}, and {@link #leave}
 * afterwards. Any thread.
 */
public final class LiveDirectory extends FilterDirectory {
  private final List<EventBatch> chunks;
  private final Lent lent;
  private final int[] chunkEnds;
  private final int[] order;

  /**
   * Without a segment yet.
   *
   * @param lent who looks at the chunks
   * @param chunkEnds the event behind the last of each chunk
   * @param order the event of each document
   */
  LiveDirectory(List<EventBatch> chunks, Lent lent, int[] chunkEnds, int[] order) {
    super(new ByteBuffersDirectory());
    this.chunks = chunks;
    this.lent = lent;
    this.chunkEnds = chunkEnds;
    this.order = order;
  }

  /** That of a segment in memory. */
  public static LiveDirectory of(SegmentCommitInfo segment) {
    return (LiveDirectory) segment.info.dir;
  }

  /** One more reads its events; for who knows that somebody does already. */
  public void look() {
    lent.look();
  }

  /** One reads them no more. */
  public void leave() {
    lent.leave();
  }

  /** Puts the event of a document into a batch as its next row. */
  void load(int document, EventBatch.Builder batch) {
    int event = order[document];
    int low = 0;
    int high = chunkEnds.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunkEnds[middle] <= event) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    EventBatch chunk = chunks.get(low);
    int row = low == 0 ? event : event - chunkEnds[low - 1];
    batch.copy(chunk, row, chunk.indexed(row));
  }
}
