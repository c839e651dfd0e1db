package org.marsad.index.search;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a shard that a search matches, in the order of ids, looked up a stretch of ids
 * at a time: segments lie in the order of time, and their skip indexes lead past what is not in the
 * stretch. A stretch that has little is followed by one twice as long, so gaps cost nothing, and
 * one that has too much is halved. One thread.
 */
public final class ShardCursor {
  /** Ids in the first stretch. */
  private static final int FIRST = 1_000;

  /** Documents of a stretch at most. */
  private static final int MOST = 32_000;

  private final ShardSearch search;
  private final long last;
  private long from;
  private long length = FIRST;
  private List<ShardSearch.Hit> hits = List.of();
  private int at;

  /** At the first document. */
  public ShardCursor(ShardSearch search) throws IOException {
    this.search = search;
    long[] ids = search.ids();
    from = ids[0];
    last = ids[1];
    look();
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
    if (at == hits.size()) {
      look();
    }
  }

  /** Goes on to the next stretch in which there is something. */
  private void look() throws IOException {
    at = 0;
    hits = List.of();
    while (hits.isEmpty() && from <= last && !search.timedOut()) {
      long to = last - from < length ? last : from + length - 1;
      @Nullable List<ShardSearch.Hit> found =
          search.between(from, to, length == 1 ? Integer.MAX_VALUE : MOST);
      if (found == null) {
        length = Math.max(1, length / 2);
        continue;
      }
      hits = found;
      from = to + 1;
      if (found.size() < MOST / 2) {
        length = Math.min(length * 2, Long.MAX_VALUE / 4);
      }
    }
  }
}
