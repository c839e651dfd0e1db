package org.marsad.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;
import org.marsad.index.segment.RightOfWay;
import org.marsad.index.segment.Room;
import org.marsad.index.segment.SegmentBuilder;
import org.marsad.index.segment.SegmentMerge;
import org.marsad.index.segment.SegmentWriter;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * What it costs to make one segment of eight: put together as they are, and built anew from their
 * events. CPU is that of the one thread.
 */
final class MergeBench {
  private static final int SEGMENTS = 8;
  private static final int RUNS = 3;
  private static final long MEMORY = 2L << 30;

  private final long count;
  private final Path folder;
  private final Schema schema = new Schema();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  MergeBench(long count) throws IOException {
    this.count = count;
    this.folder = Files.createTempDirectory("marsad-merge-");
  }

  void run() throws IOException {
    try (Directory directory = FSDirectory.open(folder)) {
      var infos = new SegmentInfos(Version.LATEST.major);
      double built = build(directory, infos);
      long before = bytes(infos);
      System.out.printf(
          Locale.ROOT,
          "%,d events in %d segments: built      %6.2f us CPU an event  %6.1f B an event%n",
          count,
          SEGMENTS,
          built / 1e3 / count,
          before / (double) count);
      try (DirectoryReader reader =
          StandardDirectoryReader.open(directory, infos, null, null, null)) {
        List<LeafReader> leaves = reader.leaves().stream().map(LeafReaderContext::reader).toList();
        for (int run = 1; run <= RUNS; run++) {
          merge(directory, leaves, run, false);
        }
        merge(directory, leaves, 0, true);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private double build(Directory directory, SegmentInfos infos) throws IOException {
    var builder = new SegmentBuilder(schema);
    var room = new Room();
    double cpu = 0;
    long taken = 0;
    for (List<EventBatch> chunk : new StoreBench.Chunks(schema, count)) {
      long begin = system.getProcessCpuTime();
      for (EventBatch batch : chunk) {
        for (int row = 0; row < batch.size(); row++) {
          builder.add(batch, row, 0);
          if (++taken * SEGMENTS / count > infos.size()) {
            infos.add(
                SegmentWriter.write(
                    directory,
                    "_s" + infos.size(),
                    builder.content(0, false),
                    Runnable::run,
                    new RightOfWay(),
                    room));
            room.clear();
            builder.clear();
          }
        }
      }
      cpu += system.getProcessCpuTime() - begin;
    }
    return cpu;
  }

  private void merge(Directory directory, List<LeafReader> leaves, int run, boolean anew)
      throws IOException {
    var number = new AtomicInteger();
    var fresh = new SegmentInfos(Version.LATEST.major);
    long begin = system.getProcessCpuTime();
    try (var merge =
        new SegmentMerge(
            directory,
            () -> "_" + (anew ? "a" : "m") + run + "z" + number.getAndIncrement(),
            schema,
            MEMORY,
            new RightOfWay())) {
      List<SegmentCommitInfo> segments =
          anew ? merge.rebuild(leaves, () -> true) : merge.merge(leaves, () -> true);
      fresh.addAll(segments);
    }
    System.out.printf(
        Locale.ROOT,
        "  %-42s %6.2f us CPU an event  %6.1f B an event, %d segments%n",
        anew ? "built anew" : "put together, run " + run,
        (system.getProcessCpuTime() - begin) / 1e3 / count,
        bytes(fresh) / (double) count,
        fresh.size());
  }

  private static long bytes(SegmentInfos infos) throws IOException {
    long sum = 0;
    for (SegmentCommitInfo info : infos) {
      sum += info.sizeInBytes();
    }
    return sum;
  }
}
