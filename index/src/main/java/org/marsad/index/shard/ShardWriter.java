package org.marsad.index.shard;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Writes the events of one shard. All is for one thread, except {@link #view}, which is for any,
 * one at a time. After an exception, and after a commit that failed, nothing but {@link #close} may
 * be called.
 */
interface ShardWriter {
  /** Adds the event of a row, whose id is above those before. Keeps nothing of the batch. */
  void add(EventBatch batch, int row, long indexed) throws IOException;

  /** Memory that events take which are in no segment yet. */
  long memory();

  /** Bytes of its segments. */
  long size();

  /** Begins to write what takes memory. */
  void flush() throws IOException;

  /**
   * A reader that sees everything added before the call; the caller closes it.
   *
   * @param before an earlier view, still open, whose segments are taken over where they are the
   *     same
   */
  DirectoryReader view(@Nullable DirectoryReader before) throws IOException;

  /**
   * A reader of what an earlier view, still open, sees of segments on disk that are still part of
   * the index; null if that is nothing. Opens none of them anew; the caller closes it.
   */
  @Nullable DirectoryReader onDisk(DirectoryReader before) throws IOException;

  /**
   * Makes everything added so far durable with this commit data, all or nothing of it. What was
   * committed before stays readable until then.
   *
   * @return is done when it is
   */
  Future<?> commit(Map<String, String> data) throws IOException;

  /** How many times segments have become others; any thread may ask. */
  long merges();

  /** Whether there is anything a commit would change besides its data. */
  boolean isChanged();

  /** Nothing came since the last commit: there is time for what was put off. */
  void rest();

  /** Lets go of what is not durable, and of everything held. Readers stay usable. */
  void close() throws IOException;
}
