package org.marsad.index.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;
import org.marsad.index.segment.SegmentBuilder;
import org.marsad.index.segment.SegmentContent;
import org.marsad.index.segment.SegmentWriter;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Collects events in a {@link SegmentBuilder} and writes them as a segment when they take much
 * memory, or at a commit. Who wants to see what is not written yet gets it as small segments in
 * memory, which are made when somebody looks, and forgotten when the large one is written.
 *
 * <p>The list of segments and the builder are guarded by this object; segments are written outside
 * of it.
 */
final class DirectShardWriter implements ShardWriter {
  /** As many segments in memory of about one size become one. */
  private static final int RUN = 8;

  /** Those with fewer events are of one size. */
  private static final int SMALL = 4_096;

  private final Directory directory;
  private final long memory;
  private final Lock lock;
  private final SegmentInfos segments;
  private final SegmentBuilder builder;
  private final List<Live> live = new ArrayList<>();
  private final Set<String> unsynced = new HashSet<>();
  private long flushes;

  private DirectShardWriter(
      Directory directory, Schema schema, long memory, Lock lock, SegmentInfos segments) {
    this.directory = directory;
    this.memory = memory;
    this.lock = lock;
    this.segments = segments;
    this.builder = new SegmentBuilder(schema);
  }

  /**
   * A writer that goes on from the last commit of a directory.
   *
   * @param memory when events that are not in a segment yet take more, they become one
   */
  static DirectShardWriter open(Directory directory, Schema schema, long memory)
      throws IOException {
    Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
    try {
      boolean isThere = DirectoryReader.indexExists(directory);
      SegmentInfos segments =
          isThere
              ? SegmentInfos.readLatestCommit(directory)
              : new SegmentInfos(Version.LATEST.major);
      return new DirectShardWriter(directory, schema, memory, lock, segments);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void add(EventBatch batch, int row, long indexed) throws IOException {
    long taken;
    synchronized (this) {
      builder.add(batch, row, indexed);
      taken = builder.bytes();
    }
    if (taken >= memory) {
      flush();
    }
  }

  /** Writes what the builder has as a segment. */
  private void flush() throws IOException {
    SegmentContent content;
    String name;
    synchronized (this) {
      if (builder.size() == 0) {
        return;
      }
      content = builder.content(0, false);
      name = nextName();
    }
    SegmentCommitInfo segment = SegmentWriter.write(directory, name, content);
    synchronized (this) {
      segments.add(segment);
      unsynced.addAll(segment.files());
      live.clear();
      builder.clear();
      flushes++;
    }
  }

  private String nextName() {
    return "_" + Long.toString(segments.counter++, Character.MAX_RADIX);
  }

  @Override
  public DirectoryReader view(@Nullable DirectoryReader before) throws IOException {
    show();
    SegmentInfos all;
    synchronized (this) {
      all = segments.clone();
      live.forEach(each -> all.add(each.segment));
    }
    var known = new ArrayList<LeafReader>();
    if (before != null) {
      for (LeafReaderContext leaf : before.leaves()) {
        known.add(leaf.reader());
      }
    }
    return StandardDirectoryReader.open(directory, all, known, Shard.NEWEST_SEGMENT_FIRST, null);
  }

  /** Makes a segment in memory of what is in none yet. */
  private void show() throws IOException {
    SegmentContent content;
    String name;
    int kept;
    long flush;
    synchronized (this) {
      int size = builder.size();
      if (size == shown(live.size())) {
        return;
      }
      kept = keep(size);
      content = builder.content(shown(kept), true);
      name = nextName();
      flush = flushes;
    }
    SegmentCommitInfo segment = SegmentWriter.write(new ByteBuffersDirectory(), name, content);
    synchronized (this) {
      if (flush == flushes) {
        live.subList(kept, live.size()).clear();
        live.add(new Live(segment, content.to()));
      }
    }
  }

  /** Up to which event the first so many segments in memory reach. */
  private int shown(int count) {
    return count == 0 ? 0 : live.get(count - 1).to;
  }

  /** How many of the segments in memory stay when the next one is made. */
  private int keep(int size) {
    int kept = live.size();
    while (true) {
      int last = Math.max(SMALL, size - shown(kept));
      int run = 0;
      while (run < kept && shown(kept - run) - shown(kept - run - 1) < last * 2L) {
        run++;
      }
      int most = last == SMALL ? 1 : RUN;
      if (run < most) {
        return kept;
      }
      kept -= run;
    }
  }

  @Override
  public void commit(Map<String, String> data) throws IOException {
    flush();
    directory.sync(unsynced);
    unsynced.clear();
    synchronized (this) {
      boolean isFirst = segments.getLastGeneration() < 1;
      String before = segments.getSegmentsFileName();
      segments.setUserData(data, true);
      segments.commit(directory);
      if (!isFirst) {
        directory.deleteFile(before);
      }
    }
  }

  @Override
  public void abandon() throws IOException {
    lock.close();
  }

  /**
   * A segment in memory.
   *
   * @param to the event of the builder behind its last
   */
  private record Live(SegmentCommitInfo segment, int to) {}
}
