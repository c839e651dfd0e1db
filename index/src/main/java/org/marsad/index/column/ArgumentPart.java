package org.marsad.index.column;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.store.Aggregation.Need;
import org.marsad.model.store.Groups;

/** What is gathered for one computation in the groups of a segment. One thread. */
final class ArgumentPart {
  /** Numbers up to here can be added up as long as a segment goes on. */
  private static final long MODERATE = 1L << 31;

  private final int index;
  private final Need need;
  private final Column column;
  private final boolean ordered;
  private final boolean one;
  private long[] first = new long[0];
  private long[] second = new long[0];
  private int[] times = new int[0];
  private final LongIds codes = new LongIds();
  private final LongIds pairs = new LongIds();
  private final LeafReader reader;

  /** The document that is wanted of each group, + 1; 0 for none. */
  private int[] documents = new int[0];

  private long[] nanos = new long[0];
  private long[] ids = new long[0];
  private int at = -1;
  private int here;

  /**
   * Of the computation of this index.
   *
   * @param one whether there is one group alone
   */
  ArgumentPart(int index, Need need, Column column, boolean one, LeafReader reader) {
    this.reader = reader;
    this.index = index;
    this.column = column;
    this.ordered = column.codes() >= 0;
    this.one = one;
    this.need =
        switch (need) {
          // Texts are not in the order of commands, so that the smallest is found among all.
          case EXTREMES -> ordered ? Need.DISTINCT : need;
          case SUM -> column instanceof NumberColumn ? need : Need.ALL;
          case EVENTS, NUMBER_OF_VALUES, DISTINCT, ALL, WHOLE, NEWEST, OLDEST -> need;
        };
  }

  /** Whether the values themselves are wanted and might not be told. */
  boolean isMixed() {
    return column.isMixed() && need != Need.EVENTS && need != Need.NUMBER_OF_VALUES;
  }

  /** Whether events count as a whole, so that those with several values must tell their order. */
  boolean isWhole() {
    return need == Need.WHOLE || need == Need.NEWEST || need == Need.OLDEST;
  }

  /** Goes to a document, once for all groups it is in; how many values it has. */
  int advance(int document) throws IOException {
    if (need == Need.EVENTS) {
      return 0;
    }
    if (document != at) {
      at = document;
      here = column.advance(document);
    }
    return here;
  }

  /** Takes a value of the document. */
  void value(int group, long code) {
    switch (need) {
      case EVENTS, NUMBER_OF_VALUES -> {}
      case EXTREMES -> {
        if (group >= first.length) {
          int from = first.length;
          first = Arrays.copyOf(first, grown(group));
          second = Arrays.copyOf(second, first.length);
          Arrays.fill(first, from, first.length, Long.MAX_VALUE);
          Arrays.fill(second, from, first.length, Long.MIN_VALUE);
        }
        first[group] = Math.min(first[group], code);
        second[group] = Math.max(second[group], code);
      }
      case SUM -> sum(group, code);
      case DISTINCT, ALL -> pair(group, code);
      case WHOLE -> {
        if (group >= second.length) {
          second = Arrays.copyOf(second, grown(group));
        }
        second[group]++;
        pair(group, code);
      }
      case NEWEST, OLDEST -> {
        if (group >= documents.length) {
          documents = Arrays.copyOf(documents, grown(group));
          first = Arrays.copyOf(first, documents.length);
        }
        // Documents come newest first.
        if (need == Need.OLDEST || documents[group] == 0) {
          documents[group] = at + 1;
          first[group] = code;
        }
      }
    }
  }

  /** Whole numbers of a moderate size are added up, whose sum cannot overflow; others are kept. */
  private void sum(int group, long code) {
    double number = NumericUtils.sortableLongToDouble(code);
    long whole = (long) number;
    if (whole != number || Math.abs(whole) > MODERATE) {
      pair(group, code);
      return;
    }
    if (group >= first.length) {
      first = Arrays.copyOf(first, grown(group));
      second = Arrays.copyOf(second, first.length);
    }
    first[group] += whole;
    second[group]++;
  }

  boolean needsColumn() {
    return need != Need.EVENTS;
  }

  /** Whether all documents of a segment can be taken without a look at each. */
  boolean canAddAll() {
    if (need == Need.EVENTS || column.codes() == 0) {
      return true;
    }
    return one
        && column instanceof TextColumn text
        && switch (need) {
          case EVENTS, NUMBER_OF_VALUES, EXTREMES, SUM, DISTINCT -> true;
          case ALL -> !column.repeats();
          case WHOLE -> text.isSingle();
          case NEWEST, OLDEST -> false;
        };
  }

  /** Takes all documents of a segment at once. */
  void addAll(LeafReader reader) throws IOException {
    if (need == Need.EVENTS || !(column instanceof TextColumn text)) {
      return;
    }
    int[] counts = text.known().counts(reader, text);
    if (need == Need.WHOLE) {
      second = new long[] {reader.maxDoc() - counts[0]};
    }
    if (need == Need.NUMBER_OF_VALUES) {
      first = new long[1];
      for (int i = 1; i < counts.length; i++) {
        first[0] += counts[i];
      }
    } else {
      times = Arrays.copyOfRange(counts, 1, counts.length);
    }
  }

  /** Takes documents back, of those that were all taken at once. */
  void takeAway(int from, int to) throws IOException {
    if (need == Need.EVENTS || !(column instanceof TextColumn text)) {
      return;
    }
    for (int document = from; document < to; document++) {
      int values = text.advance(document);
      if (need == Need.NUMBER_OF_VALUES) {
        first[0] -= values;
        continue;
      }
      if (need == Need.WHOLE && values > 0) {
        second[0]--;
      }
      for (int left = values; left > 0; left--) {
        times[(int) text.next()]--;
      }
    }
  }

  /** Takes how many values the document has. */
  void number(int group, int values) {
    if (need == Need.NUMBER_OF_VALUES) {
      if (group >= first.length) {
        first = Arrays.copyOf(first, grown(group));
      }
      first[group] += values;
    }
  }

  boolean wantsValues() {
    return need != Need.EVENTS && need != Need.NUMBER_OF_VALUES;
  }

  long next() throws IOException {
    return column.next();
  }

  private void pair(int group, long code) {
    int small = ordered ? (int) code : codes.id(code);
    int pair = one ? small : pairs.id((long) group << 32 | small);
    if (pair >= times.length) {
      times = Arrays.copyOf(times, grown(pair));
    }
    times[pair]++;
  }

  private static int grown(int index) {
    return Math.max(index + 1, Math.min(index * 2, Integer.MAX_VALUE - 8));
  }

  long bytes() {
    return codes.bytes()
        + pairs.bytes()
        + (first.length + second.length) * 8L
        + (times.length + documents.length) * 4L;
  }

  /** Whether all values that were gathered can be told. */
  boolean canTell() throws IOException {
    for (int group = 0; group < documents.length; group++) {
      if (documents[group] > 0 && column.value(first[group]) == null) {
        return false;
      }
    }
    for (int pair = 0; pair < times.length; pair++) {
      if (times[pair] > 0 && column.value(code(pair)) == null) {
        return false;
      }
    }
    return true;
  }

  private long code(int pair) {
    int small = one ? pair : (int) pairs.value(pair);
    return ordered ? small : codes.value(small);
  }

  /** Hands over what groups have of their own, but for values counted by group. */
  boolean feed(int number, int events, Groups.Group group) throws IOException {
    return switch (need) {
      case EVENTS -> group.add(index, Values.TRUE, events);
      case NUMBER_OF_VALUES ->
          number >= first.length
              || first[number] == 0
              || group.add(index, Values.TRUE, first[number]);
      case EXTREMES ->
          number >= first.length
              || first[number] > second[number]
              || (add(group, first[number], 1) && add(group, second[number], 1));
      case SUM -> {
        if (number < second.length && second[number] > 0) {
          group.addSum(index, first[number], second[number]);
        }
        yield true;
      }
      case WHOLE -> {
        long without = events - (number < second.length ? second[number] : 0);
        yield without == 0 || group.add(index, Values.NULL, without);
      }
      case NEWEST, OLDEST ->
          number >= documents.length || documents[number] == 0 || addAt(number, group);
      case DISTINCT, ALL -> true;
    };
  }

  private boolean addAt(int number, Groups.Group group) throws IOException {
    if (nanos.length == 0) {
      findPlaces();
    }
    Value value = column.value(first[number]);
    return value == null || group.addAt(index, value, nanos[number], ids[number]);
  }

  /** Reads the times and ids of the documents that are wanted, in the order they lie on disk. */
  private void findPlaces() throws IOException {
    nanos = new long[documents.length];
    ids = new long[documents.length];
    var order = new long[documents.length];
    int wanted = 0;
    for (int group = 0; group < documents.length; group++) {
      if (documents[group] > 0) {
        order[wanted++] = ((long) (documents[group] - 1) << 32) | group;
      }
    }
    Arrays.sort(order, 0, wanted);
    NumericDocValues times = DocValues.getNumeric(reader, IndexFields.TIMESTAMP);
    NumericDocValues places = DocValues.getNumeric(reader, IndexFields.ID);
    for (int i = 0; i < wanted; i++) {
      int document = (int) (order[i] >>> 32);
      int group = (int) order[i];
      nanos[group] = times.advanceExact(document) ? times.longValue() : 0;
      ids[group] = places.advanceExact(document) ? places.longValue() : 0;
    }
  }

  private boolean add(Groups.Group group, long code, long count) throws IOException {
    Value value = column.value(code);
    return value == null || group.add(index, value, count);
  }

  /** Hands over the values that are counted by group. */
  boolean feedValues(Groups.@Nullable Group[] groups) throws IOException {
    if (!wantsValues() || need == Need.EXTREMES || need == Need.NEWEST || need == Need.OLDEST) {
      return true;
    }
    Value[] values = one ? new Value[0] : values();
    long[] hashes = null;
    for (int pair = 0; pair < times.length; pair++) {
      Groups.Group group =
          times[pair] == 0 ? null : groups[one ? 0 : (int) (pairs.value(pair) >>> 32)];
      if (group != null && need == Need.DISTINCT && group.takesHashes(index)) {
        hashes = hashes == null ? hashes() : hashes;
        if (hashes.length > 0) {
          group.addHash(index, hashes[one ? pair : (int) pairs.value(pair)]);
          continue;
        }
      }
      if (group != null) {
        boolean more =
            one
                ? add(group, code(pair), times[pair])
                : group.add(index, values[(int) pairs.value(pair)], times[pair]);
        if (!more) {
          return false;
        }
      }
    }
    return true;
  }

  /** The hashes of all texts by code; none where they are not known. */
  private long[] hashes() throws IOException {
    long[] known = column instanceof TextColumn text ? text.known().hashes(text) : null;
    return known == null ? new long[0] : known;
  }

  /** The values of all pairs, each made once and in the order they lie on disk. */
  private Value[] values() throws IOException {
    var used = new BitSet();
    for (int pair = 0; pair < pairs.size(); pair++) {
      used.set((int) pairs.value(pair));
    }
    var values = new Value[used.length()];
    for (int small = used.nextSetBit(0); small >= 0; small = used.nextSetBit(small + 1)) {
      Value value = column.value(ordered ? small : codes.value(small));
      values[small] = value == null ? Values.NULL : value;
    }
    return values;
  }
}
