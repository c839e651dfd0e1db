package org.marsad.index.segment;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * The terms of a segment with their documents, for the codec to read once, field by field, in the
 * order of {@link #FIELDS}; the {@link Grams} of a field are asked for behind its terms. One
 * thread.
 */
abstract class GrammedTerms extends Fields {
  /** In the order of their names. */
  static final List<String> FIELDS =
      List.of(
          IndexFields.HEX_VALUES,
          IndexFields.ADDRESSES,
          IndexFields.VALUES,
          IndexFields.VALUE_GRAMS,
          IndexFields.MESSAGE_WORDS,
          IndexFields.MESSAGE_GRAMS,
          IndexFields.NAMES,
          IndexFields.NUMBERS,
          IndexFields.SHAPES,
          IndexFields.WORDS,
          IndexFields.WORD_GRAMS,
          IndexFields.WORDINGS);

  private final List<String> fields;
  private final Map<String, Grams> grams = new HashMap<>();

  GrammedTerms(List<String> fields) {
    this.fields = fields;
  }

  /** The fields of a segment with so many events. */
  static List<String> fields(int events) {
    return events >= Grams.MIN_EVENTS
        ? FIELDS
        : FIELDS.stream().filter(field -> !isGrams(field)).toList();
  }

  static boolean isGrams(String field) {
    return field.equals(IndexFields.VALUE_GRAMS)
        || field.equals(IndexFields.MESSAGE_GRAMS)
        || field.equals(IndexFields.WORD_GRAMS);
  }

  /** The first terms of the runs of a field of grams, once its terms were read. */
  final List<byte[]> firsts(String field) {
    Grams of = grams.get(field);
    return of == null ? List.of() : of.firsts();
  }

  @Override
  public final Iterator<String> iterator() {
    return fields.iterator();
  }

  @Override
  public final int size() {
    return fields.size();
  }

  @Override
  public final @Nullable Terms terms(String field) throws IOException {
    if (!isGrams(field)) {
      return inverted(field);
    }
    Grams made = grams(field.equals(IndexFields.VALUE_GRAMS));
    if (made == null) {
      return null;
    }
    grams.put(field, made);
    return made.terms();
  }

  /** The terms of a field; null if there are none. */
  abstract @Nullable Terms inverted(String field) throws IOException;

  /**
   * The grams of the terms that were asked for last; null if there were none.
   *
   * @param named whether each begins with a name and what ends it
   */
  abstract @Nullable Grams grams(boolean named) throws IOException;
}
