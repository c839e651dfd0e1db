package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;

/**
 * The terms of events that have just come. A field is turned over when it is asked for: its terms
 * are counted, sorted, given room one behind the other, and then every document is put down at its
 * terms. One thread.
 */
final class SegmentTerms extends GrammedTerms {
  /** Beside the groups of terms: values that are {@link HexTerms}. */
  private static final int HEX_VALUE = -1;

  private static final int[] FROM_VALUES = {
    SegmentBuilder.VALUE,
    HEX_VALUE,
    SegmentBuilder.NUMBER,
    SegmentBuilder.ADDRESS,
    SegmentBuilder.NAME
  };

  private final SegmentContent content;
  private final int[] order;

  /** By term how many documents it has, or more, where a document has it twice. */
  private final int[] counts;

  /** By term where its next document is put down. */
  private final int[] placeOf;

  private final Dictionary terms;

  /** By term its group. */
  private final byte[] groups;

  private final int[] nameOrder;

  /** By the id of a field whether its values are in a column of numbers, which says all of them. */
  private final boolean[] inColumns;

  private @Nullable Map<Integer, SortedTerms> ofValues;
  private int[] documentsOfValues = new int[0];
  private @Nullable Terms last;

  SegmentTerms(
      SegmentContent content,
      int[] order,
      List<String> fields,
      List<? extends ColumnSource> columns) {
    super(fields);
    this.content = content;
    inColumns = new boolean[content.names.termOfField.length];
    for (ColumnSource column : columns) {
      Field field = content.schema.find(column.name());
      if (field != null) {
        inColumns[field.id()] = column.numbers();
      }
    }
    this.order = order;
    terms = content.terms;
    counts = new int[terms.size()];
    placeOf = new int[terms.size()];
    groups = groups(terms);
    nameOrder = nameOrder(content.names.prefixes);
  }

  private static byte[] groups(Dictionary terms) {
    var groups = new byte[terms.size()];
    for (int term = 0; term < groups.length; term++) {
      int of = terms.group(term);
      int group = of == SegmentBuilder.NAME ? of : of & 3;
      int from = terms.from(term);
      boolean hex =
          group == SegmentBuilder.VALUE
              && HexTerms.isOne(terms.pool(), from, from + terms.length(term));
      groups[term] = (byte) (hex ? HEX_VALUE : group);
    }
    return groups;
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
  @Nullable Grams grams(boolean named) throws IOException {
    return last == null ? null : Grams.of(last, named, order.length);
  }

  @Override
  @Nullable Terms inverted(String field) {
    last =
        switch (field) {
          case IndexFields.VALUES -> ofValues(SegmentBuilder.VALUE);
          case IndexFields.HEX_VALUES -> ofValues(HEX_VALUE);
          case IndexFields.NUMBERS -> ofValues(SegmentBuilder.NUMBER);
          case IndexFields.ADDRESSES -> ofValues(SegmentBuilder.ADDRESS);
          case IndexFields.MESSAGE_WORDS -> messages();
          case IndexFields.WORDS -> words();
          default -> ofValues(SegmentBuilder.NAME);
        };
    return last;
  }

  private @Nullable Terms messages() {
    SortedTerms sorted = sortedWords(content.messagesOf);
    if (sorted == null) {
      return null;
    }
    int[] words = content.messagesOf.data();
    var documents = new int[sorted.documentsEnd()];
    var places = new int[documents.length];
    for (int document = 0; document < order.length; document++) {
      int event = order[document];
      int to = content.messagesOf.to(event);
      int from = content.messagesOf.from(event);
      for (int at = from; at < to; at++) {
        if (words[at] != SegmentBuilder.NEXT_MESSAGE) {
          int place = placeOf[words[at]]++;
          documents[place] = document;
          places[place] = at - from;
        }
      }
    }
    return new PlacedTerms(sorted, documents, places);
  }

  /** The words that events have, with room for each as often as they have it. */
  private @Nullable SortedTerms sortedWords(IntLists of) {
    Arrays.fill(counts, 0);
    int[] words = of.data();
    int end = order.length == 0 ? 0 : of.to(content.to() - 1);
    for (int at = of.from(content.from()); at < end; at++) {
      if (words[at] != SegmentBuilder.NEXT_MESSAGE) {
        counts[words[at]]++;
      }
    }
    return sorted(SegmentBuilder.WORD, 0);
  }

  private @Nullable Terms words() {
    SortedTerms sorted = sortedWords(content.wordsOf);
    if (sorted == null) {
      return null;
    }
    int[] words = content.wordsOf.data();
    var documents = new int[sorted.documentsEnd()];
    for (int document = 0; document < order.length; document++) {
      int event = order[document];
      int to = content.wordsOf.to(event);
      for (int at = content.wordsOf.from(event); at < to; at++) {
        documents[placeOf[words[at]]++] = document;
      }
    }
    return new InvertedTerms(sorted, documents);
  }

  /** Terms that follow from values; those of all kinds are put down together. */
  private @Nullable Terms ofValues(int group) {
    Map<Integer, SortedTerms> known = ofValues;
    if (known == null) {
      count();
      known = new HashMap<>();
      int end = 0;
      for (int each : FROM_VALUES) {
        SortedTerms sorted = sorted(each, end);
        if (sorted != null) {
          known.put(each, sorted);
          end = sorted.documentsEnd();
        }
      }
      documentsOfValues = new int[end];
      for (int document = 0; document < order.length; document++) {
        put(order[document], document, documentsOfValues);
      }
      ofValues = known;
    }
    SortedTerms sorted = known.get(group);
    return sorted == null ? null : new InvertedTerms(sorted, documentsOfValues);
  }

  private void count() {
    int[] uses = content.uses();
    int[] infos = content.infos;
    int[] names = content.names.termOfField;
    for (int value = 0; value < uses.length; value++) {
      if (uses[value] > 0) {
        int info = value * SegmentBuilder.INFO;
        counts[infos[info + SegmentBuilder.TERM]] += uses[value];
        int field = infos[info + SegmentBuilder.FIELD];
        counts[names[field]] += uses[value];
        int more = inColumns[field] ? 0 : infos[info + SegmentBuilder.MORE];
        for (int left = content.more[more]; left > 0; left--) {
          counts[content.more[more + left]] += uses[value];
        }
      }
    }
    int[] others = content.othersOf.data();
    int end = order.length == 0 ? 0 : content.othersOf.to(content.to() - 1);
    for (int at = content.othersOf.from(content.from()); at < end; at++) {
      counts[others[at]]++;
    }
  }

  /** Puts a document down at the terms of its values, and at what it has besides. */
  private void put(int event, int document, int[] documents) {
    int[] values = content.valuesOf.data();
    int[] infos = content.infos;
    int[] names = content.names.termOfField;
    int to = content.valuesOf.to(event);
    for (int at = content.valuesOf.from(event); at < to; at++) {
      int info = values[at] * SegmentBuilder.INFO;
      documents[placeOf[infos[info + SegmentBuilder.TERM]]++] = document;
      int field = infos[info + SegmentBuilder.FIELD];
      documents[placeOf[names[field]]++] = document;
      // What prints back as a number is neither an address nor too long: it has no other term.
      int more = inColumns[field] ? 0 : infos[info + SegmentBuilder.MORE];
      for (int left = content.more[more]; left > 0; left--) {
        documents[placeOf[content.more[more + left]]++] = document;
      }
    }
    int[] others = content.othersOf.data();
    int end = content.othersOf.to(event);
    for (int at = content.othersOf.from(event); at < end; at++) {
      documents[placeOf[others[at]]++] = document;
    }
  }

  /** The terms of a group that events have, with room for their documents from a place on. */
  private @Nullable SortedTerms sorted(int group, int place) {
    int[] ids = ids(group);
    if (ids.length == 0) {
      return null;
    }
    if (group != HEX_VALUE) {
      return sorted(terms, group, ids, ids, place);
    }
    var packed = new Dictionary(ids.length);
    var numbers = new int[ids.length];
    var digits = new byte[256];
    for (int i = 0; i < ids.length; i++) {
      int from = terms.from(ids[i]);
      int length = terms.length(ids[i]);
      digits = length > digits.length ? new byte[length] : digits;
      int end = HexTerms.pack(terms.pool(), from, from + length, digits, 0);
      numbers[i] = packed.add(terms.group(ids[i]), digits, 0, end);
    }
    return sorted(packed, group, numbers, ids, place);
  }

  /**
   * As above.
   *
   * @param from where the terms are
   * @param numbers of the terms there; sorted afterwards
   * @param ids by their number the terms whose documents they have
   */
  private SortedTerms sorted(Dictionary from, int group, int[] numbers, int[] ids, int place) {
    boolean named = group < SegmentBuilder.WORD;
    byte[][] prefixes = named ? content.names.prefixes : new byte[0][];
    long size = 0;
    for (int number : numbers) {
      int name = from.group(number) / SegmentBuilder.KINDS;
      size += from.length(number) + (named ? prefixes[name].length + 1 : 0);
    }
    sort(from, named, numbers);
    var ends = new int[numbers.length];
    int end = place;
    for (int i = 0; i < numbers.length; i++) {
      int id = from == terms ? numbers[i] : ids[numbers[i]];
      placeOf[id] = end;
      end += counts[id];
      ends[i] = end;
    }
    return SortedTerms.of(from, prefixes, numbers, size, place, ends);
  }

  private int[] ids(int group) {
    int found = 0;
    var ids = new int[terms.size()];
    for (int id = 0; id < ids.length; id++) {
      if (groups[id] == group && counts[id] > 0) {
        ids[found++] = id;
      }
    }
    return Arrays.copyOf(ids, found);
  }

  /** Sorts by the name, then by what is behind it. */
  private void sort(Dictionary from, boolean named, int[] numbers) {
    if (!named) {
      TermOrder.sort(from, numbers, 0, numbers.length);
      return;
    }
    var ends = new int[nameOrder.length + 1];
    for (int number : numbers) {
      ends[nameOrder[from.group(number) / SegmentBuilder.KINDS] + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] mixed = numbers.clone();
    for (int number : mixed) {
      numbers[ends[nameOrder[from.group(number) / SegmentBuilder.KINDS]]++] = number;
    }
    int begin = 0;
    for (int i = 0; i < nameOrder.length; i++) {
      TermOrder.sort(from, numbers, begin, ends[i]);
      begin = ends[i];
    }
  }
}
