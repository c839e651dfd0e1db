package org.marsad.index.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * One folder with one Lucene index, and what is known of it without opening it. The commit data
 * holds the id up to which everything placed here is in it, and the times of its events.
 *
 * <p>Writing is for one thread. Reading is for any: {@link #acquire} and give the reader back with
 * {@code decRef}.
 */
public final class Shard {
  private static final String NEXT_ID = "marsad.next_id";
  private static final String FIRST_ID = "marsad.first_id";
  private static final String MIN_TIME = "marsad.min_timestamp";
  private static final String MAX_TIME = "marsad.max_timestamp";
  private static final String VERSION = "marsad.version";
  private static final String CURRENT = "6";

  /** More events Lucene would not have in one index, with room for what is on its way. */
  private static final long MOST = 1L << 30;

  static final Comparator<LeafReader> NEWEST_SEGMENT_FIRST =
      Comparator.comparingLong(Shard::newest).reversed();

  private final String name;
  private final Directory directory;
  private volatile @Nullable ShardWriter writer;
  private final ShardView view;
  private volatile boolean knownNames;
  private volatile long nextId;
  private volatile long minTime = Long.MAX_VALUE;
  private volatile long maxTime = Long.MIN_VALUE;
  private volatile long count;
  private long firstId;
  private long endId = Long.MAX_VALUE;
  private boolean dirty;

  private Shard(String name, Directory directory) {
    this.name = name;
    this.directory = directory;
    this.view = new ShardView(directory, () -> count);
  }

  /** The shard of a folder, made if it is not there. */
  static Shard open(Path folder) throws IOException {
    var shard = new Shard(String.valueOf(folder.getFileName()), FSDirectory.open(folder));
    if (DirectoryReader.indexExists(shard.directory)) {
      try {
        // The commit alone: segments are opened by the first search that wants them.
        SegmentInfos committed = SegmentInfos.readLatestCommit(shard.directory);
        Map<String, String> data = committed.getUserData();
        if (!CURRENT.equals(data.get(VERSION))) {
          throw new IOException(
              "it is of version "
                  + data.get(VERSION)
                  + ", this program reads "
                  + CURRENT
                  + "; "
                  + RootCommit.REBUILD);
        }
        shard.nextId = Long.parseLong(data.get(NEXT_ID));
        shard.firstId = Long.parseLong(data.getOrDefault(FIRST_ID, "0"));
        shard.minTime = Long.parseLong(data.get(MIN_TIME));
        shard.maxTime = Long.parseLong(data.get(MAX_TIME));
        shard.count = committed.totalMaxDoc();
      } catch (IOException | RuntimeException e) {
        throw new IOException(
            "index shard "
                + folder
                + " cannot be opened: "
                + e.getMessage()
                + "; move the folder away to start without it",
            e);
      }
    }
    shard.sweep();
    return shard;
  }

  /** Takes away what a writer left that was not committed. */
  private void sweep() throws IOException {
    Set<String> wanted = new HashSet<>();
    if (DirectoryReader.indexExists(directory)) {
      wanted.addAll(SegmentInfos.readLatestCommit(directory).files(true));
    }
    for (String file : directory.listAll()) {
      boolean ofIndex =
          file.startsWith("_") || file.startsWith("segments_") || file.startsWith("pending_");
      if (ofIndex && !wanted.contains(file)) {
        directory.deleteFile(file);
      }
    }
  }

  /** The latest time in a segment. */
  private static long newest(LeafReader segment) {
    try {
      DocValuesSkipper times = segment.getDocValuesSkipper(IndexFields.TIMESTAMP);
      return times == null ? Long.MIN_VALUE : times.maxValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of its folder. */
  public String name() {
    return name;
  }

  /** Events below this id that belong here are here. */
  public long nextId() {
    return nextId;
  }

  /** It takes events from this id on; those before belong to the shard it follows. */
  long firstId() {
    return firstId;
  }

  /** It follows one that takes no more, from an id on. */
  void follow(Shard before, long id) {
    firstId = id;
    before.endId = id;
  }

  /** Whether an event of its time is for it, and not for one that it follows or is followed by. */
  boolean takes(long id) {
    return id >= firstId && id < endId;
  }

  /**
   * Whether it takes no more, so that another must follow.
   *
   * @param most how many bytes its segments may have; 0 for any
   */
  boolean isFull(long most) {
    ShardWriter open = writer;
    boolean large = most > 0 && open != null && open.size() >= most;
    return endId == Long.MAX_VALUE && (large || count >= MOST);
  }

  /** Events in it, durable or not. */
  public long count() {
    return count;
  }

  /** Whether nothing was ever committed to it. */
  boolean isEmpty() {
    return nextId == 0;
  }

  /** The earliest time of an event in it. */
  public long minTime() {
    return minTime;
  }

  /** The latest time of an event in it. */
  public long maxTime() {
    return maxTime;
  }

  /** Whether it may have an event in [earliest, latest). */
  public boolean overlaps(long earliest, long latest) {
    return minTime < latest && maxTime >= earliest;
  }

  boolean isWriting() {
    return writer != null;
  }

  void beginWriting(Schema schema, long memory, Workers workers) throws IOException {
    if (writer == null) {
      ShardWriter begun = DirectShardWriter.open(directory, schema, memory, workers);
      view.follow(begun, workers.viewer());
      writer = begun;
    }
  }

  /** Adds the event of a row, whose id is above those before. */
  public void add(EventBatch batch, int row, long indexed) throws IOException {
    writer().add(batch, row, indexed);
    long time = batch.timestamp(row);
    nextId = batch.id(row) + 1;
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
    long before = count;
    count = before + 1;
    dirty = true;
  }

  /** Memory that events take which are in no segment yet. */
  long memory() {
    ShardWriter open = writer;
    return open == null ? 0 : open.memory();
  }

  /** Begins to write what takes memory. */
  void flush() throws IOException {
    view.outdate();
    writer().flush();
  }

  /** Makes everything added durable, on another thread; done when that is. */
  Future<?> commit() throws IOException {
    ShardWriter open = writer();
    view.idle();
    if (!dirty && !open.isChanged()) {
      open.rest();
      return CompletableFuture.completedFuture(null);
    }
    dirty = false;
    var data = new HashMap<String, String>();
    data.put(VERSION, CURRENT);
    data.put(NEXT_ID, Long.toString(nextId));
    data.put(FIRST_ID, Long.toString(firstId));
    data.put(MIN_TIME, Long.toString(minTime));
    data.put(MAX_TIME, Long.toString(maxTime));
    return open.commit(data);
  }

  /** Makes everything added durable and lets go of what writing needs. */
  void endWriting() throws IOException {
    ShardWriter open = writer;
    if (open != null) {
      Workers.await(commit());
      view.unfollow();
      writer = null;
      open.close();
    }
  }

  /** Lets go without making anything durable. */
  void abandon() {
    ShardWriter open = writer;
    writer = null;
    try {
      view.unfollow();
      if (open != null) {
        open.close();
      }
    } catch (IOException _) {
      // there is nothing left to lose
    }
  }

  /** Lets go of everything, for good: its folder is about to be deleted. Searches finish. */
  void retire() throws IOException {
    view.end();
    abandon();
    directory.close();
  }

  /**
   * A reader that sees everything added up to {@code maxAge} ago, or null where there is nothing;
   * whoever takes it gives it back with {@code decRef}.
   */
  public @Nullable DirectoryReader acquire(long maxAgeNanos) throws IOException {
    return view.acquire(maxAgeNanos);
  }

  /** Whether the names of the fields its events have were learned since it was opened. */
  public boolean hasKnownNames() {
    return knownNames;
  }

  /** Notes that. */
  public void namesAreKnown() {
    knownNames = true;
  }

  /** Closes the reader once nobody uses it, unless the shard is written to. */
  void rest() throws IOException {
    view.rest();
  }

  void close() throws IOException {
    view.end();
    directory.close();
  }

  private ShardWriter writer() {
    ShardWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("shard " + name + " is not written to");
    }
    return open;
  }
}
