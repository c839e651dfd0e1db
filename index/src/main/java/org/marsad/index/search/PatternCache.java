package org.marsad.index.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.DocIdSet;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.WildcardPattern;

/**
 * Which documents of a segment fit a pattern, of patterns that were asked for lately: a segment
 * never changes, and people ask for the same again over a range that moves on. Bounded by weight;
 * what is dropped is found again. Thread-safe.
 */
final class PatternCache {
  /** About how many bytes of memory all of them take. */
  private static final long ROOM = 32L << 20;

  /** About what one takes besides its documents. */
  private static final int LEAST = 256;

  private static final Cache<Place, Documents> FOUND =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .weigher((Place _, Documents documents) -> documents.weight())
          .executor(Runnable::run)
          .build();

  private PatternCache() {}

  static @Nullable Documents get(
      LeafReader segment, String field, String prefix, WildcardPattern pattern) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null
        ? null
        : FOUND.getIfPresent(new Place(helper.getKey(), field, prefix, pattern));
  }

  static void put(
      LeafReader segment,
      String field,
      String prefix,
      WildcardPattern pattern,
      Documents documents) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    if (helper != null) {
      FOUND.put(new Place(helper.getKey(), field, prefix, pattern), documents);
    }
  }

  /** A pattern over the terms of a field, in a segment that is open. */
  private record Place(
      IndexReader.CacheKey segment, String field, String prefix, WildcardPattern pattern) {}

  /** Documents, and how many they are. */
  record Documents(DocIdSet set, int count) {
    static Documents of(DocIdSet set) throws IOException {
      int count = 0;
      DocIdSetIterator each = set.iterator();
      while (each != null && each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        count++;
      }
      return new Documents(set, count);
    }

    /** From the first to the last. */
    DocIdSetIterator each() throws IOException {
      DocIdSetIterator each = set.iterator();
      return each == null ? DocIdSetIterator.empty() : each;
    }

    private int weight() {
      return Math.clamp(set.ramBytesUsed() + LEAST, 1, 1 << 30);
    }
  }
}
