package org.marsad.index.column;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about whole segments, which do not change: as long as it fits into a bounded
 * number of bytes; of those in memory, which are soon gone, a few small facts until they are
 * closed. Thread-safe; what was dropped is found out again.
 */
public final class Remembered {
  /** So many facts are kept of a segment in memory. */
  static final int PASSING = 128;

  /** How many bytes one of these has at most. */
  static final int LONGEST_PASSING = 16 << 10;

  private final Cache<Key, Fact> facts;

  /** What is known of segments in memory, which take it with them. */
  private final Map<IndexReader.CacheKey, Map<Key, Fact>> passing = new ConcurrentHashMap<>();

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
    if (core == null) {
      return null;
    }
    var key = new Key(core.getKey(), kind, what);
    Fact fact = facts.getIfPresent(key);
    if (fact == null) {
      Map<Key, Fact> few = passing.get(core.getKey());
      fact = few == null ? null : few.get(key);
    }
    return kind.cast(fact);
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

  /**
   * From now on this is known of a segment in memory, if there is room for it, until it is closed.
   */
  public <F extends Fact> void putUntilClosed(
      LeafReader segment, Class<F> kind, Object what, F fact) {
    IndexReader.CacheHelper core = segment.getCoreCacheHelper();
    if (core == null || fact.bytes() > LONGEST_PASSING) {
      return;
    }
    Map<Key, Fact> few = passing.get(core.getKey());
    if (few == null) {
      var none = new ConcurrentHashMap<Key, Fact>();
      few = passing.putIfAbsent(core.getKey(), none);
      if (few == null) {
        core.addClosedListener(passing::remove);
        few = none;
      }
    }
    if (few.size() < PASSING) {
      few.put(new Key(core.getKey(), kind, what), fact);
    }
  }

  /** Of how many segments in memory something is known. */
  int passing() {
    return passing.size();
  }
}
