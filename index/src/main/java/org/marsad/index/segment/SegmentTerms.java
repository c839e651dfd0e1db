package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * The terms of a segment with their documents, for the codec to read once, field by field. A field
 * is turned over when it is asked for: its terms are counted, sorted, given room one behind the
 * other, and then every document is put down at its terms. One thread.
 */
final class SegmentTerms extends Fields {
  /** In the order of their names. */
  static final List<String> FIELDS =
      List.of(
          IndexFields.ADDRESSES,
          IndexFields.VALUES,
          IndexFields.VALUE_GRAMS,
          IndexFields.NAMES,
          IndexFields.NUMBERS,
          IndexFields.WORDS,
          IndexFields.WORD_GRAMS);

  private final SegmentContent content;
  private final int[] order;
  private final int[] placeOf;
  private final Dictionary terms;
  private final int[] nameOrder;
  private final List<String> fields;
  private @Nullable Terms last;
  private @Nullable Grams valueGrams;
  private @Nullable Grams wordGrams;

  SegmentTerms(SegmentContent content, int[] order) {
    this.content = content;
    this.order = order;
    terms = content.terms;
    placeOf = new int[terms.size()];
    nameOrder = nameOrder(content.names.prefixes());
    fields = fields(order.length);
  }

  /** The fields of a segment with so many events. */
  static List<String> fields(int events) {
    return events >= Grams.MIN_EVENTS
        ? FIELDS
        : FIELDS.stream().filter(field -> !isGrams(field)).toList();
  }

  static boolean isGrams(String field) {
    return field.equals(IndexFields.VALUE_GRAMS) || field.equals(IndexFields.WORD_GRAMS);
  }

  /** The first terms of the runs of a field of grams, once its terms were read. */
  List<byte[]> firsts(String field) {
    Grams grams = field.equals(IndexFields.VALUE_GRAMS) ? valueGrams : wordGrams;
    return grams == null ? List.of() : grams.firsts();
  }

  /** By the number of a name its place in the order of names. */
  private static int[] nameOrder(byte[][] prefixes) {
    var sorted = new Integer[prefixes.length];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(prefixes[a], prefixes[b]));
    var order = new int[prefixes.length];
    for (int i = 0; i < sorted.length; i++) {
      order[sorted[i]] = i;
    }
    return order;
  }

  @Override
  public Iterator<String> iterator() {
    return fields.iterator();
  }

  @Override
  public int size() {
    return fields.size();
  }

  @Override
  public @Nullable Terms terms(String field) throws IOException {
    switch (field) {
      case IndexFields.VALUE_GRAMS -> {
        valueGrams = grams(true);
        return valueGrams == null ? null : valueGrams.terms();
      }
      case IndexFields.WORD_GRAMS -> {
        wordGrams = grams(false);
        return wordGrams == null ? null : wordGrams.terms();
      }
      default -> {
        last = inverted(field);
        return last;
      }
    }
  }

  /** The grams of the field that was read before. */
  private @Nullable Grams grams(boolean named) throws IOException {
    Terms of = last;
    return of == null ? null : Grams.of(of, named, order.length);
  }

  private @Nullable Terms inverted(String field) {
    int group =
        switch (field) {
          case IndexFields.VALUES -> SegmentBuilder.VALUE;
          case IndexFields.NUMBERS -> SegmentBuilder.NUMBER;
          case IndexFields.ADDRESSES -> SegmentBuilder.ADDRESS;
          case IndexFields.WORDS -> SegmentBuilder.WORD;
          default -> SegmentBuilder.NAME;
        };
    return terms(group);
  }

  private @Nullable Terms terms(int group) {
    var counts = new int[terms.size()];
    for (int event = content.from(); event < content.to(); event++) {
      visit(event, group, counts, null, 0);
    }
    int[] ids = ids(group, counts);
    if (ids.length == 0) {
      return null;
    }
    sort(group, ids);
    var ends = new int[ids.length];
    int end = 0;
    for (int i = 0; i < ids.length; i++) {
      placeOf[ids[i]] = end;
      end += counts[ids[i]];
      ends[i] = end;
    }
    var documents = new int[end];
    for (int document = 0; document < order.length; document++) {
      visit(order[document], group, placeOf, documents, document);
    }
    byte[][] prefixes = group < SegmentBuilder.WORD ? content.names.prefixes() : new byte[0][];
    return new InvertedTerms(terms, prefixes, ids, ends, documents);
  }

  /** Counts the terms of an event, or puts its document down at them. */
  private void visit(int event, int group, int[] counts, int @Nullable [] documents, int document) {
    if (group == SegmentBuilder.WORD) {
      int[] words = content.wordsOf.data();
      int to = content.wordsOf.to(event);
      for (int at = content.wordsOf.from(event); at < to; at++) {
        put(words[at], counts, documents, document);
      }
      return;
    }
    int[] values = content.valuesOf.data();
    int to = content.valuesOf.to(event);
    int[] infos = content.infos;
    for (int at = content.valuesOf.from(event); at < to; at++) {
      int info = values[at] * SegmentBuilder.INFO;
      if (group == SegmentBuilder.VALUE) {
        put(infos[info + SegmentBuilder.TERM], counts, documents, document);
        continue;
      }
      if (group == SegmentBuilder.NAME) {
        int name = content.names.termOfField()[infos[info + SegmentBuilder.FIELD]];
        put(name, counts, documents, document);
      }
      int more = infos[info + SegmentBuilder.MORE];
      for (int left = content.more[more]; left > 0; left--) {
        int term = content.more[more + left];
        if (isOf(term, group)) {
          put(term, counts, documents, document);
        }
      }
    }
    int[] others = content.othersOf.data();
    int end = content.othersOf.to(event);
    for (int at = content.othersOf.from(event); at < end; at++) {
      if (isOf(others[at], group)) {
        put(others[at], counts, documents, document);
      }
    }
  }

  private static void put(int term, int[] counts, int @Nullable [] documents, int document) {
    if (documents == null) {
      counts[term]++;
    } else {
      documents[counts[term]++] = document;
    }
  }

  private boolean isOf(int term, int group) {
    int of = terms.group(term);
    return group >= SegmentBuilder.WORD ? of == group : (of & 3) == group;
  }

  /** The terms of a group that events have. */
  private int[] ids(int group, int[] counts) {
    int found = 0;
    var ids = new int[terms.size()];
    for (int id = 0; id < ids.length; id++) {
      if (counts[id] > 0 && isOf(id, group)) {
        ids[found++] = id;
      }
    }
    return Arrays.copyOf(ids, found);
  }

  /** Sorts by the name, then by what is behind it. */
  private void sort(int group, int[] ids) {
    if (group >= SegmentBuilder.WORD) {
      TermOrder.sort(terms, ids, 0, ids.length);
      return;
    }
    var ends = new int[nameOrder.length + 1];
    for (int id : ids) {
      ends[nameOrder[terms.group(id) / SegmentBuilder.KINDS] + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] mixed = ids.clone();
    for (int id : mixed) {
      ids[ends[nameOrder[terms.group(id) / SegmentBuilder.KINDS]]++] = id;
    }
    int from = 0;
    for (int i = 0; i < nameOrder.length; i++) {
      TermOrder.sort(terms, ids, from, ends[i]);
      from = ends[i];
    }
  }
}
