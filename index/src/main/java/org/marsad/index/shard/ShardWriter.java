package org.marsad.index.shard;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Writes the events of one shard. All is for one thread, except {@link #view}, which is for any,
 * one at a time. After an exception nothing but {@link #abandon} may be called.
 */
interface ShardWriter {
  /** Adds the event of a row, whose id is above those before. Keeps nothing of the batch. */
  void add(EventBatch batch, int row, long indexed) throws IOException;

  /**
   * A reader that sees everything added before the call; the caller closes it.
   *
   * @param before an earlier view, still open, whose segments are taken over where they are the
   *     same
   */
  DirectoryReader view(@Nullable DirectoryReader before) throws IOException;

  /** Makes everything added durable, with this commit data; all or nothing of it. */
  void commit(Map<String, String> data) throws IOException;

  /** Lets go of what is not durable, and of everything held. Readers stay usable. */
  void abandon() throws IOException;
}
