package org.marsad.index.column;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about whole segments, which do not change: as long as it fits into a bounded
 * number of bytes. Thread-safe; what was dropped is found out again.
 */
public final class Remembered {
  private final Cache<Key, Fact> facts;

  /**
   * Nothing yet.
   *
   * @param bytes how many all of it may take, about
   */
  public Remembered(long bytes) {
    facts =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Key, Fact>weigher((_, fact) -> Math.max(1, fact.bytes()))
            .build();
  }

  /** Something that holds for a segment as long as it is open. */
  public interface Fact {
    /** About how many bytes it takes. */
    int bytes();
  }

  private record Key(IndexReader.CacheKey segment, Class<?> kind, Object what) {}

  /**
   * What is known, or null.
   *
   * @param what of what it is known: a field, or what was asked; has equals
   */
  public <F extends Fact> @Nullable F find(LeafReader segment, Class<F> kind, Object what) {
    IndexReader.CacheHelper core = segment.getCoreCacheHelper();
    return core == null ? null : kind.cast(facts.getIfPresent(new Key(core.getKey(), kind, what)));
  }

  /** What is known, or this from now on if nothing is. */
  <F extends Fact> F findOr(LeafReader segment, Class<F> kind, String field, F otherwise) {
    IndexReader.CacheHelper core = segment.getCoreCacheHelper();
    return core == null
        ? otherwise
        : kind.cast(facts.get(new Key(core.getKey(), kind, field), _ -> otherwise));
  }

  /** From now on this is known. */
  public <F extends Fact> void put(LeafReader segment, Class<F> kind, Object what, F fact) {
    IndexReader.CacheHelper core = segment.getCoreCacheHelper();
    if (core != null) {
      facts.put(new Key(core.getKey(), kind, what), fact);
    }
  }
}
