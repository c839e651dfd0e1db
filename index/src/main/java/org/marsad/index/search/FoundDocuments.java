package org.marsad.index.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;

/**
 * What one clause found in segments: kept as long as the clause is, since a search asks several
 * times; of segments with blocks, which are those on disk, as long as there is room in what is
 * remembered, since people ask for the same again over a range that moves on; of those in memory
 * until they are closed. Thread-safe.
 */
final class FoundDocuments {
  /** About what an entry takes besides what was asked and found. */
  private static final int LEAST = 256;

  private final Object what;
  private final long length;
  private final @Nullable Remembered remembered;
  private final Map<Object, Documents> found = new ConcurrentHashMap<>();

  /**
   * Nothing yet.
   *
   * @param what is asked, with equals; held as long as what was found
   * @param length about how many bytes that takes
   * @param remembered where to keep it; null for nowhere
   */
  FoundDocuments(Object what, long length, @Nullable Remembered remembered) {
    this.what = what;
    this.length = length;
    this.remembered = remembered;
  }

  /** Documents with what was asked, which may be a long list. */
  private record Kept(Documents documents, long length) implements Remembered.Fact {
    @Override
    public int bytes() {
      return Math.clamp(documents.ramBytes() + length + LEAST, 1, 1 << 30);
    }
  }

  /** How many documents there are, which were not found themselves. */
  private record Total(int documents, long length) implements Remembered.Fact {
    @Override
    public int bytes() {
      return Math.clamp(length + LEAST, 1, 1 << 30);
    }
  }

  /** The documents of a segment, if they were found before. */
  @Nullable Documents in(LeafReader segment) {
    Object key = key(segment);
    Documents known = found.get(key);
    if (known == null && remembered != null) {
      Kept kept = remembered.find(segment, Kept.class, what);
      if (kept != null) {
        known = kept.documents;
        found.put(key, known);
      }
    }
    return known;
  }

  void keep(LeafReader segment, Documents documents) {
    found.put(key(segment), documents);
    remember(segment, Kept.class, new Kept(documents, length));
  }

  /** How many documents of a segment there are, if that was found out before; else -1. */
  int count(LeafReader segment) {
    Total total = remembered == null ? null : remembered.find(segment, Total.class, what);
    return total == null ? -1 : total.documents;
  }

  void keepCount(LeafReader segment, int documents) {
    remember(segment, Total.class, new Total(documents, length));
  }

  private <F extends Remembered.Fact> void remember(LeafReader segment, Class<F> kind, F fact) {
    if (remembered == null) {
      return;
    }
    if (segment.getFieldInfos().fieldInfo(IndexFields.BLOCK) == null) {
      remembered.putUntilClosed(segment, kind, what, fact);
    } else {
      remembered.put(segment, kind, what, fact);
    }
  }

  private static Object key(LeafReader segment) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null ? segment : helper.getKey();
  }
}
