package org.marsad.index.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.TextDictionary;
import org.marsad.index.field.IndexFields;

/** The dictionaries of segments whose events were read lately. Thread-safe. */
final class TextDictionaries {
  /** About how many bytes of memory all of them take. */
  private static final long ROOM = 32 << 20;

  private static final Cache<IndexReader.CacheKey, TextDictionary> OPEN =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .weigher((IndexReader.CacheKey _, TextDictionary known) -> known.ramBytes())
          .executor(Runnable::run)
          .build();

  private TextDictionaries() {}

  /** The dictionary of a segment; null if it has none. */
  static @Nullable TextDictionary of(LeafReader segment) throws IOException {
    FieldInfo info = segment.getFieldInfos().fieldInfo(IndexFields.DICTIONARY);
    if (info == null || info.getDocValuesType() != DocValuesType.BINARY) {
      return null;
    }
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    TextDictionary known = helper == null ? null : OPEN.getIfPresent(helper.getKey());
    if (known == null) {
      known = read(segment);
      if (helper != null) {
        OPEN.put(helper.getKey(), known);
      }
    }
    return known;
  }

  private static TextDictionary read(LeafReader segment) throws IOException {
    BinaryDocValues values = segment.getBinaryDocValues(IndexFields.DICTIONARY);
    if (values == null || values.nextDoc() != 0) {
      throw new IOException("the dictionary of a segment is missing");
    }
    return TextDictionary.open(values.binaryValue());
  }
}
