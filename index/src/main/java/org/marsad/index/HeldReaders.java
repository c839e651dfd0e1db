package org.marsad.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.FieldNames;
import org.marsad.index.shard.Shard;
import org.marsad.index.shard.Shards;
import org.marsad.model.event.Schema;
import org.marsad.model.store.SearchRequest;

/**
 * The readers that one question holds, one a shard and those of newer events first. One thread;
 * what is held is given back when it is closed.
 */
final class HeldReaders implements AutoCloseable {
  private final Shards shards;
  private final Schema schema;
  private final long refreshEvery;
  private final List<DirectoryReader> held = new ArrayList<>();

  /**
   * Nothing held yet.
   *
   * @param refreshEvery how old what they see may be, in nanoseconds
   */
  HeldReaders(Shards shards, Schema schema, long refreshEvery) {
    this.shards = shards;
    this.schema = schema;
    this.refreshEvery = refreshEvery;
  }

  /** Opens a reader of each shard that may have events of the request's range. */
  List<DirectoryReader> open(SearchRequest request) throws IOException {
    for (Shard shard : shards.overlapping(request.earliest(), request.latest())) {
      open(shard);
    }
    return held;
  }

  /** A reader of a shard, whose names are known from now on; null if it has nothing to read. */
  @Nullable DirectoryReader open(Shard shard) throws IOException {
    DirectoryReader reader = shard.acquire(refreshEvery);
    if (reader == null) {
      return null;
    }
    held.add(reader);
    if (!shard.hasKnownNames()) {
      FieldNames.learn(reader, schema);
      shard.namesAreKnown();
    }
    return reader;
  }

  /** What is held so far. */
  List<DirectoryReader> all() {
    return held;
  }

  @Override
  public void close() throws IOException {
    for (DirectoryReader reader : held) {
      reader.decRef();
    }
  }
}
