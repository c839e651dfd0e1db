package org.marsad.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.EventBlock;
import org.marsad.index.block.EventBlockWriter;
import org.marsad.index.block.HexTable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * What blocks of events cost: to pack, and to read one event of a block that nobody has opened yet,
 * one field of all its events, and all of them. CPU is that of the one thread; each figure is the
 * best of some rounds.
 */
final class BlockBench {
  /** As many events as a segment has that is written at full intake. */
  private static final int SEGMENT = 59_000;

  private static final int ROUNDS = 15;

  private final Schema schema = new Schema();
  private final int count;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<Place> events = new ArrayList<>();
  private final HexTable again = new HexTable();

  BlockBench(int count) {
    this.count = Math.min(count, SEGMENT);
  }

  void run() throws IOException {
    gather();
    List<byte[]> blocks = List.of();
    double packing = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = threads.getCurrentThreadCpuTime();
      blocks = pack();
      packing = Math.min(packing, (double) (threads.getCurrentThreadCpuTime() - begin));
    }
    long bytes = blocks.stream().mapToLong(block -> block.length).sum();
    System.out.printf(
        Locale.ROOT,
        "%,d events in blocks: packed in %.2f us CPU an event, %.2f B an event%n",
        events.size(),
        packing / 1e3 / events.size(),
        bytes / (double) events.size());
    read(blocks, "one event", 1, null);
    var field = new BitSet();
    field.set(Fields.USER_NAME.id());
    read(blocks, "one field of all", EventBlock.MAX_ROWS, field);
    read(blocks, "all events", EventBlock.MAX_ROWS, null);
  }

  private void read(List<byte[]> blocks, String what, int rows, @Nullable BitSet fields)
      throws IOException {
    double best = Double.MAX_VALUE;
    int length = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EventBlock first = EventBlock.open(blocks.getFirst(), null);
      first.row(0, EventBatch.single(schema));
      long begin = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < blocks.size(); i++) {
        EventBlock block = EventBlock.open(blocks.get(i), first);
        int size = Math.min(rows, block.size());
        EventBatch.Builder batch =
            rows == 1 ? EventBatch.single(schema) : EventBatch.builder(schema);
        for (int row = 0; row < size; row++) {
          int of = (row + i * 37) % block.size();
          if (fields == null) {
            block.row(of, batch);
          } else {
            block.values(of, fields, batch);
          }
        }
        length += batch.build().bytes().length;
      }
      best = Math.min(best, (double) (threads.getCurrentThreadCpuTime() - begin));
    }
    System.out.printf(
        Locale.ROOT,
        "  %-18s %8.1f us CPU a block%s%n",
        what,
        best / 1e3 / blocks.size(),
        length > 0 ? "" : ", and nothing was read");
  }

  private List<byte[]> pack() throws IOException {
    var packed = new ArrayList<byte[]>();
    try (var writer = new EventBlockWriter()) {
      writer.beginSegment(again);
      for (int from = 0; from < events.size(); from += EventBlock.MAX_ROWS) {
        writer.begin();
        int to = Math.min(events.size(), from + EventBlock.MAX_ROWS);
        for (Place place : events.subList(from, to)) {
          writer.add(place.batch, place.row, place.batch.received(place.row) + 1_000_000);
        }
        BytesRef block = writer.finish();
        packed.add(Arrays.copyOfRange(block.bytes, block.offset, block.offset + block.length));
      }
    }
    return packed;
  }

  /** The events newest first, and what comes again in them. */
  private void gather() {
    Set<String> seen = new HashSet<>();
    for (List<EventBatch> chunk : new StoreBench.Chunks(schema, count)) {
      for (EventBatch batch : chunk) {
        for (int row = 0; row < batch.size(); row++) {
          events.add(new Place(batch, row));
          gather(batch, row, seen);
        }
      }
    }
    events.sort(
        Comparator.comparingLong((Place place) -> place.batch.timestamp(place.row)).reversed());
  }

  private void gather(EventBatch batch, int row, Set<String> seen) {
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      int from = batch.offset(slice);
      int to = from + batch.length(slice);
      if (to - from >= 16 && !seen.add(new String(batch.bytes(), from, to - from, ISO_8859_1))) {
        again.addFrom(batch.bytes(), from, to);
      }
    }
  }

  private record Place(EventBatch batch, int row) {}
}
