package org.marsad.index.search;

import java.io.IOException;
import java.util.List;

/**
 * The documents of a shard that a search matches, in the order of ids, looked up a good many at a
 * time: each look goes over all that match. One thread.
 */
public final class ShardCursor {
  /** Documents of the first look, and of those behind it. */
  private static final int FIRST = 1_000;

  private static final int MANY = 32_000;

  private final ShardSearch search;
  private List<ShardSearch.Hit> hits;
  private int at;
  private int wanted = FIRST;

  /** At the first document. */
  public ShardCursor(ShardSearch search) throws IOException {
    this.search = search;
    hits = search.above(-1, wanted);
  }

  /** The document it is at, if it is at one. */
  public ShardSearch.Hit hit() {
    return hits.get(at);
  }

  /** Whether there is one. */
  public boolean isAtHit() {
    return at < hits.size();
  }

  /** Goes on to the next. */
  public void next() throws IOException {
    at++;
    if (at == hits.size() && hits.size() == wanted) {
      long last = hits.getLast().id();
      wanted = MANY;
      hits = search.above(last, wanted);
      at = 0;
    }
  }
}
