package org.marsad.index.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;
import org.marsad.index.segment.FreeChunks;
import org.marsad.index.segment.LiveDirectory;
import org.marsad.index.segment.Room;
import org.marsad.index.segment.SegmentContent;
import org.marsad.index.segment.SegmentMerge;
import org.marsad.index.segment.SegmentWriter;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects events in a {@link Part} while the one before is written as a segment on a thread of
 * {@link Workers}, where commits are made too, one after the other. A segment belongs to the index
 * when it is written, and is durable with the next commit; files that no commit names are taken
 * away when the shard is opened. Many small segments become few, at once where events do not come
 * so fast that segments are written for want of memory, else when there are very many; not in the
 * first rest after a start. A merge that fails changes nothing.
 *
 * <p>The list of segments and which part is which are guarded by this object.
 */
final class DirectShardWriter implements ShardWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DirectShardWriter.class);
  private static final Future<?> NOTHING = CompletableFuture.completedFuture(null);

  private final Directory directory;
  private final Schema schema;
  private final long memory;
  private final Workers workers;
  private final Line line;
  private final Lock lock;
  private final SegmentInfos segments;
  private final Set<String> unsynced = new HashSet<>();
  private final Set<String> obsolete = new HashSet<>();
  private final Set<String> settled = new HashSet<>();

  /** Memory for the events of the parts, which take turns. */
  private final FreeChunks free = new FreeChunks();

  private Part filling;

  /** Whether the part that is filled has the memory of one that was. */
  private boolean isGrown;

  private @Nullable Part full;
  private @Nullable Part spare;
  private Future<?> writing = NOTHING;
  private Future<?> merging = NOTHING;
  private MergeChoice.Pace pace = MergeChoice.Pace.COMING;
  private boolean flushed;

  /** Whether nothing has come since it was opened, and no rest. */
  private boolean isNew = true;

  private final AtomicLong merges = new AtomicLong();
  private volatile long size;
  private volatile boolean closing;

  private DirectShardWriter(
      Directory directory,
      Schema schema,
      long memory,
      Workers workers,
      Lock lock,
      SegmentInfos segments) {
    this.directory = directory;
    this.memory = memory;
    this.schema = schema;
    this.workers = workers;
    this.line = workers.line();
    this.lock = lock;
    this.segments = segments;
    this.filling = new Part(schema, free);
  }

  /**
   * A writer that goes on from the last commit of a directory.
   *
   * @param memory what a merge may take
   */
  static DirectShardWriter open(Directory directory, Schema schema, long memory, Workers workers)
      throws IOException {
    Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
    try {
      boolean isThere = DirectoryReader.indexExists(directory);
      SegmentInfos segments =
          isThere
              ? SegmentInfos.readLatestCommit(directory)
              : new SegmentInfos(Version.LATEST.major);
      segments.counter = Math.max(segments.counter, firstFree(directory));
      var writer = new DirectShardWriter(directory, schema, memory, workers, lock, segments);
      writer.measure();
      return writer;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** A number for segments whose files are not there yet, also where a commit never named them. */
  private static long firstFree(Directory directory) throws IOException {
    long free = 0;
    for (String file : directory.listAll()) {
      String name = IndexFileNames.parseSegmentName(file);
      if (name.startsWith("_")) {
        free = Math.max(free, 1 + Long.parseLong(name.substring(1), Character.MAX_RADIX));
      }
    }
    return free;
  }

  @Override
  public void add(EventBatch batch, int row, long indexed) {
    filling.add(batch, row, indexed);
  }

  @Override
  public long memory() {
    return filling.bytes();
  }

  @Override
  public long size() {
    return size;
  }

  private synchronized void measure() throws IOException {
    long sum = 0;
    for (SegmentCommitInfo segment : segments) {
      sum += segment.sizeInBytes();
    }
    size = sum;
  }

  @Override
  public void flush() throws IOException {
    synchronized (this) {
      pace = MergeChoice.Pace.HOT;
      flushed = true;
    }
    writeFilling();
  }

  private void writeFilling() throws IOException {
    Workers.await(writing);
    Part part = filling;
    if (part.size() == 0) {
      return;
    }
    synchronized (this) {
      isGrown = true;
      full = part;
      Part next = spare;
      filling = next == null ? new Part(schema, free) : next;
      spare = null;
    }
    SegmentContent content = part.content();
    String name = nextName();
    writing = line.submit(() -> write(part, name, content));
  }

  private void write(Part part, String name, SegmentContent content) throws IOException {
    SegmentCommitInfo segment = written(name, content);
    synchronized (this) {
      segments.add(segment);
      measure();
      unsynced.addAll(segment.files());
      full = null;
      workers.cut(part.cut());
      part.clear();
      spare = part;
      considerMerging();
    }
  }

  private SegmentCommitInfo written(String name, SegmentContent content) throws IOException {
    Room room = workers.written().take();
    try {
      return SegmentWriter.write(directory, name, content, workers.packer(), workers.way(), room);
    } finally {
      workers.written().giveBack(room);
      workers.wrote();
    }
  }

  /** Begins a merge where there are many small segments, and events do not come too fast for it. */
  private synchronized void considerMerging() {
    if (merging.isDone()) {
      beginMerging();
    }
  }

  private synchronized void beginMerging() {
    if (closing) {
      return;
    }
    List<SegmentCommitInfo> chosen = MergeChoice.of(segments.asList(), settled, pace);
    if (!chosen.isEmpty()) {
      merging = workers.merger().submit(() -> merge(chosen));
    }
  }

  private void merge(List<SegmentCommitInfo> old) {
    var names = new HashSet<String>();
    Supplier<String> next =
        () -> {
          String name = nextName();
          names.add(name);
          return name;
        };
    boolean isDone = false;
    try {
      List<SegmentCommitInfo> fresh = written(old, next);
      if (!fresh.isEmpty()) {
        replace(old, fresh);
        isDone = true;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot merge segments of {}; they stay as they are: {}", directory, e.toString());
      workers.mergeFailed();
    }
    if (isDone) {
      beginMerging();
    } else {
      forget(names);
    }
  }

  private List<SegmentCommitInfo> written(List<SegmentCommitInfo> old, Supplier<String> names)
      throws IOException {
    var infos = new SegmentInfos(Version.LATEST.major);
    infos.addAll(old);
    try (DirectoryReader reader = StandardDirectoryReader.open(directory, infos, null, null, null);
        var merge = new SegmentMerge(directory, names, schema, memory, workers.way())) {
      List<LeafReader> leaves = reader.leaves().stream().map(LeafReaderContext::reader).toList();
      return merge.merge(leaves, () -> !closing);
    }
  }

  private synchronized void replace(List<SegmentCommitInfo> old, List<SegmentCommitInfo> fresh)
      throws IOException {
    for (SegmentCommitInfo segment : old) {
      segments.remove(segment);
      settled.remove(segment.info.name);
      unsynced.removeAll(segment.files());
      obsolete.addAll(segment.files());
    }
    for (SegmentCommitInfo segment : fresh) {
      segments.add(segment);
      if (fresh.size() > 1) {
        // As large as memory lets a segment be: another merge would gain nothing.
        settled.add(segment.info.name);
      }
      unsynced.addAll(segment.files());
      workers.merged(segment.info.maxDoc());
    }
    merges.incrementAndGet();
    measure();
  }

  /** Takes away the files of segments that came to nothing. */
  private void forget(Set<String> names) {
    try {
      for (String file : directory.listAll()) {
        if (names.contains(IndexFileNames.parseSegmentName(file))) {
          directory.deleteFile(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot take files of {} away: {}", directory, e.toString());
    }
  }

  private synchronized String nextName() {
    return "_" + Long.toString(segments.counter++, Character.MAX_RADIX);
  }

  @Override
  public DirectoryReader view(@Nullable DirectoryReader before) throws IOException {
    var parts = new ArrayList<Part>();
    synchronized (this) {
      if (full != null) {
        parts.add(full);
      }
      parts.add(filling);
    }
    for (Part part : parts) {
      part.show(this::nextName, workers.shown());
    }
    SegmentInfos all;
    var live = new HashMap<String, LiveDirectory>();
    synchronized (this) {
      all = segments.clone();
      for (Part part : parts) {
        part.each(
            segment -> {
              all.add(segment);
              live.put(segment.info.name, LiveDirectory.of(segment));
            });
      }
    }
    try {
      return view(all, live, before);
    } finally {
      live.values().forEach(LiveDirectory::leave);
    }
  }

  /**
   * A reader of these segments, which looks at those in memory until it is closed.
   *
   * @param live those in memory by their names
   */
  private DirectoryReader view(
      SegmentInfos all, Map<String, LiveDirectory> live, @Nullable DirectoryReader before)
      throws IOException {
    var known = new ArrayList<LeafReader>();
    if (before != null) {
      for (LeafReaderContext leaf : before.leaves()) {
        known.add(leaf.reader());
      }
    }
    DirectoryReader reader =
        StandardDirectoryReader.open(directory, all, known, Shard.NEWEST_SEGMENT_FIRST, null);
    for (LeafReaderContext leaf : reader.leaves()) {
      if (leaf.reader() instanceof SegmentReader segment && !known.contains(segment)) {
        LiveDirectory looked = live.get(segment.getSegmentName());
        if (looked != null) {
          looked.look();
          segment.getCoreCacheHelper().addClosedListener(_ -> looked.leave());
        }
      }
    }
    return reader;
  }

  @Override
  public long merges() {
    return merges.get();
  }

  @Override
  public @Nullable DirectoryReader onDisk(DirectoryReader before) throws IOException {
    var open = new HashSet<String>();
    for (LeafReaderContext leaf : before.leaves()) {
      if (leaf.reader() instanceof SegmentReader segment) {
        open.add(segment.getSegmentName());
      }
    }
    SegmentInfos some;
    synchronized (this) {
      some = segments.clone();
    }
    for (SegmentCommitInfo segment : List.copyOf(some.asList())) {
      if (!open.contains(segment.info.name)) {
        some.remove(segment);
      }
    }
    return some.size() == 0 ? null : view(some, Map.of(), before);
  }

  @Override
  public Future<?> commit(Map<String, String> data) throws IOException {
    synchronized (this) {
      // Events come slowly when nothing was written for want of memory since the commit before.
      pace = flushed ? MergeChoice.Pace.HOT : MergeChoice.Pace.COMING;
      flushed = false;
      isNew = false;
    }
    writeFilling();
    return line.submit(() -> write(data));
  }

  private void write(Map<String, String> data) throws IOException {
    List<String> fresh;
    List<String> gone;
    SegmentInfos committed;
    synchronized (this) {
      fresh = List.copyOf(unsynced);
      gone = new ArrayList<>(obsolete);
      unsynced.clear();
      obsolete.clear();
      committed = segments.clone();
    }
    directory.sync(fresh);
    if (committed.getLastGeneration() > 0) {
      // The commit before goes before what it names.
      gone.addFirst(committed.getSegmentsFileName());
    }
    committed.setUserData(data, true);
    committed.commit(directory);
    synchronized (this) {
      segments.updateGeneration(committed);
    }
    for (String file : gone) {
      directory.deleteFile(file);
    }
  }

  @Override
  public synchronized void rest() {
    pace = MergeChoice.Pace.RESTING;
    flushed = false;
    // Nobody knows when the next events come; until then their memory is for others.
    spare = null;
    free.clear();
    if (isGrown && filling.size() == 0) {
      filling = new Part(schema, free);
      isGrown = false;
    }
    workers.rest();
    if (isNew) {
      // Who has just started has other things to do, and questions to answer.
      isNew = false;
    } else {
      considerMerging();
    }
  }

  @Override
  public synchronized boolean isChanged() {
    return !unsynced.isEmpty() || !obsolete.isEmpty();
  }

  @Override
  public void close() throws IOException {
    closing = true;
    try (lock) {
      Workers.await(merging());
      Workers.await(writing);
    }
  }

  private synchronized Future<?> merging() {
    return merging;
  }
}
