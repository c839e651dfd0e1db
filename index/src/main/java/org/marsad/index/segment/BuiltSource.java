package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.EventBlockWriter;
import org.marsad.index.block.HexTable;
import org.marsad.model.event.EventBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of a {@link SegmentBuilder}, newest first. One thread, and beside it one that puts events
 * into blocks.
 */
final class BuiltSource implements SegmentSource {
  private static final Logger LOG = LoggerFactory.getLogger(BuiltSource.class);

  private final SegmentContent content;
  private final int[] order;
  private final boolean live;
  private final RightOfWay way;
  private final Room room;
  private final @Nullable HexTable again;
  private final Future<List<byte[]>> blocks;
  private @Nullable FieldValues values;

  /**
   * The events of this content, in blocks at once or soon.
   *
   * @param order the event of each document
   * @param live whether they get no blocks
   * @param beside puts events into blocks meanwhile
   * @param room for what is made of them besides
   */
  BuiltSource(
      SegmentContent content,
      int[] order,
      boolean live,
      Executor beside,
      RightOfWay way,
      Room room) {
    this.content = content;
    this.order = order;
    this.live = live;
    this.way = way;
    this.room = room;
    if (live || !content.blocks.isEmpty()) {
      again = live ? null : content.packedWith;
      blocks = CompletableFuture.completedFuture(content.blocks);
    } else {
      HexTable table = content.again();
      again = table.twin();
      var packing = new FutureTask<List<byte[]>>(() -> pack(table));
      beside.execute(packing);
      blocks = packing;
    }
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public long time(int document) {
    return content.time(order[document]);
  }

  @Override
  public long id(int document) {
    return content.id(order[document]);
  }

  @Override
  public GrammedTerms terms(List<String> fields, List<? extends ColumnSource> columns) {
    return new SegmentTerms(content, values(), order, fields, columns, again, room);
  }

  @Override
  public List<Column> columns() {
    List<Column> columns = Columns.of(content, values(), order.length, room);
    return live ? columns : Following.of(columns, order.length);
  }

  private FieldValues values() {
    FieldValues known = values;
    if (known == null) {
      known = FieldValues.of(content, order, room);
      values = known;
    }
    return known;
  }

  @Override
  public BinaryDocValues blocks() throws IOException {
    return new BlockValues(
        Waiting.on(blocks, "events cannot be put into blocks"), StoredEvents.BLOCK);
  }

  @Override
  public List<byte[]> dictionary() {
    return List.of();
  }

  @Override
  public List<byte[]> places() {
    return List.of();
  }

  private List<byte[]> pack(HexTable table) throws IOException {
    var packed = new ArrayList<byte[]>();
    RightOfWay.Lane lane = way.lane();
    try (var block = new EventBlockWriter()) {
      block.beginSegment(table);
      for (int first = 0; first < order.length; first += StoredEvents.BLOCK) {
        lane.giveWay();
        block.begin();
        int end = Math.min(order.length, first + StoredEvents.BLOCK);
        for (int document = first; document < end; document++) {
          int event = order[document];
          EventBatch batch = content.batch(event);
          int row = content.row(event);
          block.add(batch, row, batch.indexed(row));
        }
        BytesRef bytes = block.finish();
        packed.add(Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
      }
      if (block.uncut() > 0) {
        LOG.info("{} events of a segment are kept without columns", block.uncut());
      }
    }
    return packed;
  }
}
