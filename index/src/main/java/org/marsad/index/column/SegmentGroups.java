package org.marsad.index.column;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Value;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Groups;

/**
 * The groups of one segment: documents are counted under small numbers, which become values when
 * the segment is done. A document whose columns do not tell its group is put aside. One thread at a
 * time.
 */
public final class SegmentGroups {
  private static final int SEVERAL_MOST = 1 << 16;

  /** Documents that are counted by themselves. */
  private static final int RUN = 1 << 12;

  private final KeyPart[] keys;
  private final LongIds[] joined;
  private final ArgumentPart[] arguments;
  private final boolean mixed;

  /** Whether an event with several values of an argument must be looked at. */
  private final boolean whole;

  /** The only key, where documents are counted by its numbers and nothing else is wanted. */
  private final @Nullable ColumnKey only;

  private int[] counts = new int[16];
  private int size;
  private int[] odd = new int[0];
  private int odds;
  private int[] several = new int[8];

  private SegmentGroups(KeyPart[] keys, ArgumentPart[] arguments, boolean mixed) {
    this.keys = keys;
    this.arguments = arguments;
    this.mixed = mixed;
    this.whole = Arrays.stream(arguments).anyMatch(ArgumentPart::isWhole);
    this.only =
        keys.length == 1 && keys[0] instanceof ColumnKey key && key.isPlain() && isCount(arguments)
            ? key
            : null;
    joined = new LongIds[Math.max(0, keys.length - 1)];
    Arrays.setAll(joined, _ -> new LongIds());
  }

  /** Groups for a segment; null if its columns do not tell what is asked for. */
  public static @Nullable SegmentGroups open(
      LeafReader reader, Aggregation aggregation, Schema schema, Remembered remembered)
      throws IOException {
    var keys = new ArrayList<KeyPart>();
    boolean mixed = false;
    for (Aggregation.Key key : aggregation.keys()) {
      String name =
          switch (key) {
            case Aggregation.Whole(String field) -> field;
            case Aggregation.Each(String field) -> field;
            case Aggregation.Span _ -> Fields.TIMESTAMP.name();
          };
      Column column = Column.open(reader, name, schema, remembered);
      if (column == null || column.repeats() || column.codes() >= Integer.MAX_VALUE) {
        return null;
      }
      mixed |= column.isMixed();
      keys.add(
          key instanceof Aggregation.Span span
              ? SpanKey.open(reader, column, span, isNewestFirst(reader), remembered)
              : new ColumnKey(column, key instanceof Aggregation.Each, remembered));
    }
    var arguments = new ArrayList<ArgumentPart>();
    for (Aggregation.Argument argument : aggregation.arguments()) {
      Column column =
          argument.need() == Aggregation.Need.EVENTS
              ? NoColumn.INSTANCE
              : Column.open(reader, argument.field(), schema, remembered);
      if (column == null
          || column.codes() >= Integer.MAX_VALUE
          || (column.repeats() && countsRepeats(argument.need()))
          || (isPlace(argument.need()) && !isNewestFirst(reader))) {
        return null;
      }
      var part =
          new ArgumentPart(arguments.size(), argument.need(), column, keys.isEmpty(), reader);
      mixed |= part.isMixed();
      arguments.add(part);
    }
    return new SegmentGroups(
        keys.toArray(KeyPart[]::new), arguments.toArray(ArgumentPart[]::new), mixed);
  }

  private static boolean countsRepeats(Aggregation.Need need) {
    return switch (need) {
      case NUMBER_OF_VALUES, SUM, ALL, WHOLE, NEWEST, OLDEST -> true;
      case EVENTS, EXTREMES, DISTINCT -> false;
    };
  }

  private static boolean isPlace(Aggregation.Need need) {
    return need == Aggregation.Need.NEWEST || need == Aggregation.Need.OLDEST;
  }

  /** Whether it takes no more than to know how many documents there are. */
  public static boolean isCount(Aggregation aggregation) {
    return aggregation.keys().isEmpty()
        && aggregation.arguments().stream()
            .allMatch(argument -> argument.need() == Aggregation.Need.EVENTS);
  }

  /** Counts documents where that is all there is to do. */
  public void count(int documents) {
    counts[0] = documents;
    size = 1;
  }

  /** Whether the documents of a segment are sorted by their time, the newest first. */
  public static boolean isNewestFirst(LeafReader reader) {
    Sort sort = reader.getMetaData().sort();
    if (sort == null) {
      return false;
    }
    SortField by = sort.getSort()[0];
    return IndexFields.TIMESTAMP.equals(by.getField()) && by.getReverse();
  }

  /**
   * Counts the documents [from, to), where that takes less than a look at each.
   *
   * @return false, and nothing counted, if it does not
   */
  public boolean addStretch(LeafReader reader, int from, int to, Patience patience)
      throws IOException {
    if (keys.length == 0) {
      return addMost(reader, from, to);
    }
    if (!isCount(arguments)) {
      return false;
    }
    return switch (keys.length) {
      case 1 ->
          keys[0] instanceof SpanKey span
              ? addSpans(span, from, to)
              : keys[0] instanceof ColumnKey key && addMost(key, reader, from, to);
      case 2 ->
          keys[0] instanceof SpanKey span
              && keys[1] instanceof ColumnKey key
              && key.isPlain()
              && addSpansOfValues(span, key, from, to, patience);
      default -> false;
    };
  }

  /** Counts in one group from what is known of all of the segment, less the documents left out. */
  private boolean addMost(LeafReader reader, int from, int to) throws IOException {
    int all = reader.maxDoc();
    if ((long) (to - from) * 2 <= all) {
      return false;
    }
    for (ArgumentPart argument : arguments) {
      if (!argument.canAddAll()) {
        return false;
      }
    }
    for (ArgumentPart argument : arguments) {
      argument.addAll(reader);
      argument.takeAway(0, from);
      argument.takeAway(to, all);
    }
    count(to - from);
    return true;
  }

  private static boolean isCount(ArgumentPart[] arguments) {
    return Arrays.stream(arguments).noneMatch(ArgumentPart::needsColumn);
  }

  private boolean addSpans(SpanKey span, int from, int to) throws IOException {
    int document = from;
    while (document < to) {
      int number = span.of(document);
      int end = Math.min(to, span.end());
      if (end <= document) {
        return false;
      }
      count(number, end - document);
      document = end;
    }
    return true;
  }

  /** Counts values from what is known of all of the segment, less the documents left out. */
  private boolean addMost(ColumnKey key, LeafReader reader, int from, int to) throws IOException {
    int all = reader.maxDoc();
    int[] known = (long) (to - from) * 2 > all ? key.counts(reader) : null;
    if (known == null) {
      return false;
    }
    counts = to - from == all ? known : known.clone();
    size = known.length;
    takeAway(key, 0, from);
    takeAway(key, to, all);
    return true;
  }

  private void takeAway(ColumnKey key, int from, int to) throws IOException {
    for (int document = from; document < to; document++) {
      int part = key.of(document);
      if (part == KeyPart.SEVERAL) {
        for (int left = key.count(); left > 0; left--) {
          counts[key.next()]--;
        }
      } else {
        counts[part]--;
      }
    }
  }

  /** Counts the values within each span of time by themselves: few groups, each joined once. */
  private boolean addSpansOfValues(SpanKey span, ColumnKey key, int from, int to, Patience patience)
      throws IOException {
    var within = new int[key.size()];
    var touched = new int[RUN];
    var numbers = new int[RUN];
    int document = from;
    while (document < to && !patience.isOver()) {
      int number = span.of(document);
      int end = Math.min(to, span.end());
      if (end <= document) {
        return false;
      }
      while (document < end) {
        int run = Math.min(RUN, end - document);
        key.numbers(document, document + run, numbers);
        int different = 0;
        for (int i = 0; i < run; i++) {
          if (within[numbers[i]]++ == 0) {
            touched[different++] = numbers[i];
          }
        }
        for (int i = 0; i < different; i++) {
          count(join(1, number, touched[i]), within[touched[i]]);
          within[touched[i]] = 0;
        }
        document += run;
      }
    }
    return true;
  }

  /** Counts a document; in ascending order. */
  public void add(int document) throws IOException {
    ColumnKey key = only;
    if (key != null) {
      count(key.of(document), 1);
      return;
    }
    if (whole && hasSeveral(document)) {
      putAside(document);
      return;
    }
    int group = 0;
    int last = keys.length - 1;
    for (int i = 0; i <= last; i++) {
      int part = keys[i].of(document);
      if (part == KeyPart.ODD || (part == KeyPart.SEVERAL && keys[i].count() > SEVERAL_MOST)) {
        putAside(document);
        return;
      }
      if (part == KeyPart.SEVERAL) {
        addSeveral(document, group);
        return;
      }
      group = join(i, group, part);
    }
    count(group, 1);
    for (ArgumentPart argument : arguments) {
      int values = argument.advance(document);
      argument.number(group, values);
      if (argument.wantsValues()) {
        for (int i = 0; i < values; i++) {
          argument.value(group, argument.next());
        }
      }
    }
  }

  /** Whether a value that counts as a whole is a list, whose order the event tells. */
  private boolean hasSeveral(int document) throws IOException {
    for (ArgumentPart argument : arguments) {
      if (argument.isWhole() && argument.advance(document) > 1) {
        return true;
      }
    }
    return false;
  }

  private int join(int key, int group, int part) {
    return key == 0 ? part : joined[key - 1].id((long) group << 32 | part);
  }

  private void count(int group, int times) {
    if (group >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(group + 1, counts.length * 2));
    }
    counts[group] += times;
    size = Math.max(size, group + 1);
  }

  /** Of several values of the last key each is a group. */
  private void addSeveral(int document, int before) throws IOException {
    int last = keys.length - 1;
    int groups = keys[last].count();
    several = groups > several.length ? new int[groups] : several;
    for (int i = 0; i < groups; i++) {
      several[i] = join(last, before, keys[last].next());
      count(several[i], 1);
    }
    for (ArgumentPart argument : arguments) {
      int values = argument.advance(document);
      for (int i = 0; i < groups; i++) {
        argument.number(several[i], values);
      }
      for (int v = 0; v < values && argument.wantsValues(); v++) {
        long code = argument.next();
        for (int i = 0; i < groups; i++) {
          argument.value(several[i], code);
        }
      }
    }
  }

  private void putAside(int document) {
    if (odds == odd.length) {
      odd = Arrays.copyOf(odd, Math.max(16, odds * 2));
    }
    odd[odds++] = document;
  }

  /** The documents whose events must be looked at, in ascending order. */
  public int[] odd() {
    return Arrays.copyOf(odd, odds);
  }

  public long bytes() {
    long bytes = counts.length * 4L + odd.length * 4L;
    for (KeyPart key : keys) {
      bytes += key.bytes();
    }
    for (LongIds ids : joined) {
      bytes += ids.bytes();
    }
    for (ArgumentPart argument : arguments) {
      bytes += argument.bytes();
    }
    return bytes;
  }

  /** Whether all values can be told; if not, only the events of the segment give the answer. */
  public boolean canTell() throws IOException {
    if (!mixed) {
      return true;
    }
    for (ArgumentPart argument : arguments) {
      if (argument.isMixed() && !argument.canTell()) {
        return false;
      }
    }
    for (int group = 0; group < size; group++) {
      if (counts[group] > 0 && key(group) == null) {
        return false;
      }
    }
    return true;
  }

  /**
   * Hands over all groups.
   *
   * @return whether there was room for them
   */
  public boolean feed(Groups sink) throws IOException {
    var groups = new Groups.@Nullable Group[Math.max(1, size)];
    for (int number = 0; number < size; number++) {
      List<Value> key = counts[number] == 0 ? null : key(number);
      Groups.Group group = key == null ? null : sink.group(key);
      groups[number] = group;
      for (int i = 0; i < arguments.length && group != null; i++) {
        if (!arguments[i].feed(number, counts[number], group)) {
          return false;
        }
      }
    }
    for (ArgumentPart argument : arguments) {
      if (!argument.feedValues(groups)) {
        return false;
      }
    }
    return true;
  }

  /** The values of a group's keys; null if one cannot be told. */
  private @Nullable List<Value> key(int group) throws IOException {
    var values = new Value[keys.length];
    int rest = group;
    for (int i = keys.length - 1; i >= 0; i--) {
      int part = rest;
      if (i > 0) {
        long pair = joined[i - 1].value(rest);
        part = (int) pair;
        rest = (int) (pair >>> 32);
      }
      Value value = keys[i].value(part);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return List.of(values);
  }
}
