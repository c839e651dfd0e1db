package org.marsad.index.segment;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.HexTable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Events of a {@link SegmentBuilder} from one to another, in the order they came, to be written as
 * a segment. Nobody changes what is in it. May be read by any thread, but by one at a time.
 */
public final class SegmentContent {
  /** Instead of the term of a shape. */
  static final int NO_SHAPE = -1;

  private final int from;
  private final int to;
  private final long[] times;
  private final long[] ids;
  private final List<EventBatch> chunks;
  private final Lent lent;
  private final int[] chunkEnds;
  private int chunk;
  private int @Nullable [] uses;

  final Dictionary values;
  final Dictionary terms;

  /** By value its field. */
  final int[] fields;

  final IntLists valuesOf;
  final IntLists messagesOf;
  final IntLists wordsOf;
  final IntLists othersOf;
  final Names names;

  /** The events in blocks where that is done already; else none. */
  final List<byte[]> blocks;

  /** What these point at. */
  final HexTable packedWith;

  final Schema schema;

  SegmentContent(
      int from,
      int to,
      long[] times,
      long[] ids,
      Dictionary values,
      Dictionary terms,
      int[] fields,
      IntLists valuesOf,
      IntLists messagesOf,
      IntLists wordsOf,
      IntLists othersOf,
      Names names,
      List<EventBatch> chunks,
      Lent lent,
      List<byte[]> blocks,
      HexTable packedWith,
      Schema schema) {
    this.from = from;
    this.to = to;
    this.times = times;
    this.ids = ids;
    this.values = values;
    this.terms = terms;
    this.fields = fields;
    this.valuesOf = valuesOf;
    this.messagesOf = messagesOf;
    this.wordsOf = wordsOf;
    this.othersOf = othersOf;
    this.names = names;
    this.chunks = chunks;
    this.lent = lent;
    this.blocks = blocks;
    this.packedWith = packedWith;
    this.schema = schema;
    chunkEnds = new int[chunks.size()];
    int end = 0;
    for (int i = 0; i < chunkEnds.length; i++) {
      end += chunks.get(i).size();
      chunkEnds[i] = end;
    }
  }

  /** Whoever asked for it to look at its events does so no more. */
  public void leave() {
    lent.leave();
  }

  /** Where its events end. */
  public int to() {
    return to;
  }

  int from() {
    return from;
  }

  /** How many there are. */
  public int size() {
    return to - from;
  }

  /** The term of the shape of an event, or {@link #NO_SHAPE}. */
  int shape(int event) {
    int end = othersOf.to(event);
    if (end == othersOf.from(event)) {
      return NO_SHAPE;
    }
    // It is the last that an event has besides its values.
    int last = othersOf.data()[end - 1];
    return terms.group(last) == SegmentBuilder.SHAPE ? last : NO_SHAPE;
  }

  long time(int event) {
    return times[event];
  }

  long id(int event) {
    return ids[event];
  }

  /** How often each value is there. */
  int[] uses() {
    int[] known = uses;
    if (known == null) {
      known = new int[values.size()];
      int[] all = valuesOf.data();
      int end = size() == 0 ? 0 : valuesOf.to(to - 1);
      for (int at = valuesOf.from(from); at < end; at++) {
        known[all[at]]++;
      }
      uses = known;
    }
    return known;
  }

  /** What the values have in them that no compressor would make shorter, where they come again. */
  HexTable again() {
    var table = new HexTable();
    int[] known = uses();
    for (int value = 0; value < known.length; value++) {
      if (known[value] > 1) {
        int start = values.from(value);
        table.addFrom(values.pool(), start, start + values.length(value));
      }
    }
    return table;
  }

  /** Memory for a segment of these documents. */
  LiveDirectory live(int[] order) {
    return new LiveDirectory(chunks, lent, chunkEnds, order);
  }

  /** The batch that holds an event. */
  EventBatch batch(int event) {
    while (event >= chunkEnds[chunk]) {
      chunk++;
    }
    while (chunk > 0 && event < chunkEnds[chunk - 1]) {
      chunk--;
    }
    return chunks.get(chunk);
  }

  /** Its row there; for the event that {@link #batch} was asked for last. */
  int row(int event) {
    return chunk == 0 ? event : event - chunkEnds[chunk - 1];
  }

  /** The events newest first, those of one time with the larger id first. */
  int[] newestFirst() {
    int size = size();
    var order = new int[size];
    if (isNewestFirst()) {
      for (int i = 0; i < size; i++) {
        order[i] = from + i;
      }
      return order;
    }
    for (int i = 0; i < size; i++) {
      order[i] = to - 1 - i;
    }
    sort(order, new int[size], 0, size);
    return order;
  }

  private boolean isNewestFirst() {
    for (int event = from + 1; event < to; event++) {
      if (isAfter(event - 1, event)) {
        return false;
      }
    }
    return true;
  }

  /** Merge sort; what is in order already, which is most, is not moved. */
  private void sort(int[] order, int[] spare, int begin, int end) {
    if (end - begin < 2) {
      return;
    }
    int middle = (begin + end) >>> 1;
    sort(order, spare, begin, middle);
    sort(order, spare, middle, end);
    if (!isAfter(order[middle - 1], order[middle])) {
      return;
    }
    System.arraycopy(order, begin, spare, begin, middle - begin);
    int a = begin;
    int b = middle;
    int at = begin;
    while (a < middle && b < end) {
      order[at++] = isAfter(spare[a], order[b]) ? order[b++] : spare[a++];
    }
    System.arraycopy(spare, a, order, at, middle - a);
  }

  /** Whether one event belongs behind another. */
  private boolean isAfter(int event, int other) {
    return times[event] < times[other] || (times[event] == times[other] && ids[event] < ids[other]);
  }

  /** The names of fields. */
  static final class Names {
    /** What terms of values begin with, by the number in their group. */
    final byte[][] prefixes;

    /** By the id of a field the term that says an event has it, or -1. */
    final int[] termOfField;

    /** The group of the terms of its values. */
    final int[] groupOfField;

    /** What of its name stands before its values. */
    final byte[][] restOfField;

    Names(byte[][] prefixes, int[] termOfField, int[] groupOfField, byte[][] restOfField) {
      this.prefixes = prefixes;
      this.termOfField = termOfField;
      this.groupOfField = groupOfField;
      this.restOfField = restOfField;
    }

    /** By the number of a prefix its place in their order. */
    int[] order() {
      var sorted = new Integer[prefixes.length];
      Arrays.setAll(sorted, i -> i);
      Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(prefixes[a], prefixes[b]));
      var order = new int[prefixes.length];
      for (int i = 0; i < sorted.length; i++) {
        order[sorted[i]] = i;
      }
      return order;
    }
  }
}
