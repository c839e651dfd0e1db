package org.marsad.index.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * One folder with one Lucene index, and what is known of it without opening it. The commit data
 * holds the id up to which everything placed here is in it, and the times of its events.
 *
 * <p>Writing is for one thread. Reading is for any: {@link #acquire} and give the reader back with
 * {@code decRef}.
 */
public final class Shard {
  private static final String NEXT_ID = "marsad.next_id";
  private static final String MIN_TIME = "marsad.min_timestamp";
  private static final String MAX_TIME = "marsad.max_timestamp";
  private static final String VERSION = "marsad.version";
  private static final String CURRENT = "1";

  private static final Comparator<LeafReader> NEWEST_SEGMENT_FIRST =
      Comparator.comparingLong(Shard::newest).reversed();

  private final String name;
  private final Directory directory;
  private @Nullable IndexWriter writer;
  private @Nullable DirectoryReader reader;
  private volatile long nextId;
  private volatile long minTime = Long.MAX_VALUE;
  private volatile long maxTime = Long.MIN_VALUE;
  private volatile long count;
  private boolean dirty;
  private boolean unseen;
  private boolean retired;
  private long seenAt;

  private Shard(String name, Directory directory) {
    this.name = name;
    this.directory = directory;
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
              "it is of version " + data.get(VERSION) + ", this program reads " + CURRENT);
        }
        shard.nextId = Long.parseLong(data.get(NEXT_ID));
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
    return shard;
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

  String name() {
    return name;
  }

  /** Events below this id that belong here are here. */
  public long nextId() {
    return nextId;
  }

  /** Events in it, durable or not. */
  public long count() {
    return count;
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

  void beginWriting(double ramMegabytes) throws IOException {
    if (writer == null) {
      var config =
          new IndexWriterConfig()
              .setRAMBufferSizeMB(ramMegabytes)
              .setLeafSorter(NEWEST_SEGMENT_FIRST)
              // Merges neighbours alone, so that documents stay in the order of their arrival.
              .setMergePolicy(new LogByteSizeMergePolicy())
              .setCommitOnClose(false)
              .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
      synchronized (this) {
        writer = new IndexWriter(directory, config);
        closeReader();
      }
    }
  }

  /** Adds the document of an event. */
  public void add(Document document, long id, long time) throws IOException {
    writer().addDocument(document);
    nextId = id + 1;
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
    synchronized (this) {
      count++;
      dirty = true;
      unseen = true;
    }
  }

  /** Makes everything added durable. */
  void commit() throws IOException {
    synchronized (this) {
      if (!dirty) {
        return;
      }
      dirty = false;
    }
    var data = new HashMap<String, String>();
    data.put(VERSION, CURRENT);
    data.put(NEXT_ID, Long.toString(nextId));
    data.put(MIN_TIME, Long.toString(minTime));
    data.put(MAX_TIME, Long.toString(maxTime));
    writer().setLiveCommitData(data.entrySet());
    writer().commit();
  }

  /** Makes everything added durable and lets go of what writing needs. */
  void endWriting() throws IOException {
    IndexWriter open = writer;
    if (open != null) {
      commit();
      synchronized (this) {
        closeReader();
        writer = null;
      }
      open.close();
    }
  }

  /** Lets go without making anything durable. */
  synchronized void abandon() {
    try {
      closeReader();
      if (writer != null) {
        writer.rollback();
        writer = null;
      }
    } catch (IOException _) {
      // there is nothing left to lose
    }
  }

  /** Lets go of everything, for good: its folder is about to be deleted. Searches finish. */
  synchronized void retire() throws IOException {
    retired = true;
    abandon();
    directory.close();
  }

  /**
   * A reader that sees everything added up to {@code maxAge} ago, or null where there is nothing;
   * whoever takes it gives it back with {@code decRef}.
   */
  public synchronized @Nullable DirectoryReader acquire(long maxAgeNanos) throws IOException {
    if (retired) {
      return null;
    }
    DirectoryReader current = reader;
    if (writer != null) {
      boolean old = System.nanoTime() - seenAt >= maxAgeNanos;
      if (current == null) {
        current = DirectoryReader.open(writer);
        saw(current);
      } else if (unseen && old) {
        DirectoryReader newer = DirectoryReader.openIfChanged(current, writer);
        if (newer != null) {
          current.close();
          current = newer;
        }
        saw(current);
      }
    } else if (current == null) {
      if (!DirectoryReader.indexExists(directory)) {
        return null;
      }
      current = DirectoryReader.open(directory, NEWEST_SEGMENT_FIRST);
      saw(current);
    }
    current.incRef();
    return current;
  }

  private void saw(DirectoryReader current) {
    reader = current;
    unseen = false;
    seenAt = System.nanoTime();
  }

  /** Closes the reader once nobody uses it, unless the shard is written to. */
  synchronized void rest() throws IOException {
    if (writer == null) {
      closeReader();
    }
  }

  private void closeReader() throws IOException {
    DirectoryReader current = reader;
    reader = null;
    if (current != null) {
      current.close();
    }
  }

  synchronized void close() throws IOException {
    closeReader();
    directory.close();
  }

  private IndexWriter writer() {
    IndexWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("shard " + name + " is not written to");
    }
    return open;
  }
}
