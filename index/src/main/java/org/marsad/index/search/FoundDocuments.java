package org.marsad.index.search;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.search.PatternCache.Documents;
import org.marsad.index.segment.PartTerms;
import org.marsad.model.query.WildcardPattern;

/**
 * What one query for a pattern found in segments: kept as long as the query is, since a search asks
 * several times; of segments with grams, which are those on disk, as long as {@link PatternCache}
 * has room. Thread-safe.
 */
final class FoundDocuments {
  private final String field;
  private final String gramField;
  private final String prefix;
  private final WildcardPattern pattern;
  private final Map<Object, Documents> found = new ConcurrentHashMap<>();

  /**
   * Nothing yet.
   *
   * @param gramField which segments on disk have; empty if none do
   * @param prefix tells apart what is asked of one field by the same pattern
   */
  FoundDocuments(String field, String gramField, String prefix, WildcardPattern pattern) {
    this.field = field;
    this.gramField = gramField;
    this.prefix = prefix;
    this.pattern = pattern;
  }

  /** The documents of a segment, if they were found before. */
  @Nullable Documents in(LeafReader segment) {
    Documents known = found.get(key(segment));
    return known == null ? PatternCache.get(segment, field, prefix, pattern) : known;
  }

  void keep(LeafReader segment, Documents documents) throws IOException {
    found.put(key(segment), documents);
    if (PartTerms.isIn(segment, gramField)) {
      PatternCache.put(segment, field, prefix, pattern, documents);
    }
  }

  private static Object key(LeafReader segment) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null ? segment : helper.getKey();
  }
}
