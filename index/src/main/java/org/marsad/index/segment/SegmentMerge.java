package org.marsad.index.segment;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.marsad.index.block.EventBlockWriter;
import org.marsad.index.block.HexTable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Writes several segments as few. What they are made of is put together ({@link MergedSource}),
 * unless one is so small that its blocks are not worth keeping: then events are read newest first,
 * and built as if they had just come. One thread; may be told to end.
 */
public final class SegmentMerge implements Closeable {
  private final Directory directory;
  private final Supplier<String> names;
  private final Schema schema;
  private final long memory;
  private final RightOfWay way;
  private final RightOfWay.Lane lane;
  private final SegmentBuilder builder;
  private final Room room = new Room();
  private final EventBlockWriter block = new EventBlockWriter();
  private final EventBatch.Builder page;
  private final List<SegmentCommitInfo> written = new ArrayList<>();
  private List<byte[]> blocks = new ArrayList<>();

  /** What came again in one of the segments. */
  private final HexTable again = new HexTable();

  private long blockBytes;

  /**
   * A merge that has not begun.
   *
   * @param names gives names for new segments
   * @param memory what a new segment may take while it is built
   * @param way searches have it, this gives it
   */
  public SegmentMerge(
      Directory directory, Supplier<String> names, Schema schema, long memory, RightOfWay way) {
    this.directory = directory;
    this.names = names;
    this.schema = schema;
    this.memory = memory;
    this.way = way;
    this.lane = way.lane();
    this.builder = SegmentBuilder.withoutEvents(schema);
    this.page = EventBatch.builder(schema);
  }

  /**
   * Merges.
   *
   * @param goesOn asked now and then
   * @return the new segments; none if it was told to end, but files may be left
   */
  public List<SegmentCommitInfo> merge(List<LeafReader> segments, BooleanSupplier goesOn)
      throws IOException {
    if (segments.stream().allMatch(MergedSource::isPossible)) {
      try (MergedSource source = MergedSource.of(segments, schema, goesOn)) {
        if (source != null) {
          written.add(SegmentWriter.write(directory, names.get(), source, way));
          return written;
        }
      } catch (InterruptedIOException e) {
        if (goesOn.getAsBoolean()) {
          throw e;
        }
        return List.of();
      }
    }
    return rebuild(segments, goesOn);
  }

  /** As above, from the events of any segments. */
  public List<SegmentCommitInfo> rebuild(List<LeafReader> segments, BooleanSupplier goesOn)
      throws IOException {
    var events = new StoredEvents[segments.size()];
    for (int source = 0; source < events.length; source++) {
      events[source] = new StoredEvents(segments.get(source));
      events[source].addShared(again);
    }
    MergeOrder order = MergeOrder.of(segments);
    var next = new int[events.length];
    block.beginSegment(again);
    for (int document = 0; document < order.size(); document++) {
      int source = order.source(document);
      events[source].load(next[source]++, page);
      if (page.size() == StoredEvents.BLOCK) {
        lane.giveWay();
        if (!goesOn.getAsBoolean()) {
          return List.of();
        }
        endPage();
        if (builder.bytes() + blockBytes >= memory) {
          endSegment();
        }
      }
    }
    endPage();
    endSegment();
    return written;
  }

  private void endPage() throws IOException {
    if (page.size() == 0) {
      return;
    }
    EventBatch batch = page.build();
    block.begin();
    for (int row = 0; row < batch.size(); row++) {
      builder.add(batch, row, batch.indexed(row));
      block.add(batch, row, batch.indexed(row));
    }
    BytesRef bytes = block.finish();
    blocks.add(Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
    blockBytes += bytes.length;
    page.reuse(batch);
  }

  private void endSegment() throws IOException {
    if (builder.size() > 0) {
      SegmentContent content = builder.content(blocks, again.twin());
      written.add(SegmentWriter.write(directory, names.get(), content, Runnable::run, way, room));
      room.clear();
      builder.clear();
      block.beginSegment(again);
      blocks = new ArrayList<>();
      blockBytes = 0;
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
