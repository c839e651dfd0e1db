package org.marsad.index.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Which fields of a segment become columns, and their values. A field does that many events have,
 * unless its values are long and nearly all different: nobody counts those, and they would cost
 * more than all others together. One thread.
 */
final class Columns {
  /** Of so many events one must have a field. */
  static final int SHARE = 100;

  static final int MOST = 200;
  static final int LONGEST = 32_766;

  static final long NO_NUMBER = ValueNumbers.NONE;

  /** Nearly unique are values of which more than one is there for every two events. */
  private static final int UNIQUE = 2;

  /** Nearly unique ones of more bytes are no column. */
  private static final int LONG = 16;

  /** Nearly unique addresses of more are none. */
  private static final int LONG_ADDRESS = 24;

  /** Columns the index has for itself, under names that no column of a field has. */
  static final Set<String> OWN =
      Set.of(
          IndexFields.TIMESTAMP,
          IndexFields.ID,
          IndexFields.BLOCK,
          IndexFields.PLACES,
          IndexFields.DICTIONARY);

  private final FieldValues of;
  private final int documents;
  private final Room room;
  private final Schema schema;
  private final int[] fields;
  private final Dictionary values;

  /** How often each value is there. */
  private final int[] uses;

  private Columns(SegmentContent content, FieldValues of, int documents, Room room) {
    this.of = of;
    this.documents = documents;
    this.room = room;
    schema = content.schema;
    fields = content.fields;
    values = content.values;
    uses = content.uses();
  }

  /**
   * The columns of a segment.
   *
   * @param of what its documents have
   * @param documents how many there are
   * @param room for the columns
   */
  static List<Column> of(SegmentContent content, FieldValues of, int documents, Room room) {
    return new Columns(content, of, documents, room).build();
  }

  private List<Column> build() {
    Stats[] chosen = choose();
    var columns = new ArrayList<Column>();
    if (chosen.length == 0) {
      return columns;
    }
    gather(chosen);
    long[] codes = codes(chosen);
    for (Stats field : chosen) {
      columns.add(column(field, codes));
    }
    return columns;
  }

  // Which

  private Stats[] choose() {
    var all = new Stats[of.fields()];
    for (int id = 0; id < all.length; id++) {
      if (of.from(id) < of.to(id)) {
        all[id] = new Stats(id, documents(id));
      }
    }
    for (int value = 0; value < uses.length; value++) {
      if (uses[value] > 0) {
        Stats field = all[fields[value]];
        field.distinct++;
        int length = values.length(value);
        field.bytes += length;
        field.longest = Math.max(field.longest, length);
        field.kinds |= 1 << (values.group(value) & 3);
      }
    }
    return Arrays.stream(all)
        .filter(field -> field != null && isWanted(field))
        .sorted(Comparator.comparingInt((Stats field) -> -field.documents))
        .limit(MOST)
        .toArray(Stats[]::new);
  }

  /** How many documents have a field. */
  private int documents(int field) {
    int[] entries = of.documents();
    int count = 0;
    int last = -1;
    for (int i = of.from(field); i < of.to(field); i++) {
      count += entries[i] == last ? 0 : 1;
      last = entries[i];
    }
    return count;
  }

  private boolean isWanted(Stats stats) {
    Field field = schema.field(stats.field);
    int most = field.type() == FieldType.IP ? LONG_ADDRESS : LONG;
    boolean unique =
        stats.distinct > stats.documents / UNIQUE && stats.bytes / stats.distinct > most;
    return stats.documents >= documents / SHARE
        && field.type() != FieldType.TEXT
        && stats.longest <= LONGEST
        && !unique
        && !OWN.contains(field.name())
        && !GrammedTerms.FIELDS.contains(field.name());
  }

  // What

  /** Finds the distinct values of each field. */
  private void gather(Stats[] chosen) {
    var byField = new @Nullable Stats[of.fields()];
    for (Stats field : chosen) {
      byField[field.field] = field;
    }
    for (int value = 0; value < uses.length; value++) {
      Stats field = uses[value] == 0 ? null : byField[fields[value]];
      if (field != null) {
        field.add(value);
      }
    }
  }

  /** By value its number, or its place in the order of all of its field. */
  private long[] codes(Stats[] chosen) {
    long[] codes = room.longs(uses.length);
    for (Stats field : chosen) {
      field.numbers = field.kinds == 1 << ValueKind.NUMBER.code() && numbers(field, codes);
      if (!field.numbers) {
        places(field, codes);
      }
    }
    return codes;
  }

  /** Whether every number prints back to the bytes it was read from. */
  private boolean numbers(Stats field, long[] codes) {
    boolean whole = true;
    for (int i = 0; i < field.used; i++) {
      int value = field.all[i];
      long code = number(values, value);
      if (code == NO_NUMBER) {
        return false;
      }
      codes[value] = code;
      whole &= WholeNumbers.isWhole(NumericUtils.sortableLongToDouble(code));
    }
    for (int i = 0; i < field.used && whole; i++) {
      int value = field.all[i];
      codes[value] = WholeNumbers.whole(codes[value]);
    }
    field.whole = whole;
    return true;
  }

  /** The sortable number that prints back to the bytes of a value, or {@link #NO_NUMBER}. */
  static long number(Dictionary values, int value) {
    int from = values.from(value);
    return ValueNumbers.printed(values.pool(), from, from + values.length(value));
  }

  private void places(Stats field, long[] codes) {
    TermOrder.sort(values, field.all, 0, field.used);
    int places = 0;
    for (int i = 0; i < field.used; i++) {
      int value = field.all[i];
      // One text may be there in several kinds.
      if (places == 0 || !isSame(field.all[places - 1], value)) {
        field.all[places++] = value;
      }
      codes[value] = places - 1L;
    }
    field.used = places;
  }

  private boolean isSame(int value, int other) {
    int length = values.length(value);
    return length == values.length(other)
        && Bytes.equal(
            values.pool(), values.from(value), values.pool(), values.from(other), length);
  }

  private Column column(Stats field, long[] codeOf) {
    int from = of.from(field.field);
    int to = of.to(field.field);
    int[] entries = of.values();
    long[] codes = room.longs(to - from);
    for (int i = from; i < to; i++) {
      codes[i - from] = codeOf[entries[i]];
    }
    int[] having = room.ints(to - from);
    System.arraycopy(of.documents(), from, having, 0, to - from);
    ColumnTexts texts =
        field.numbers ? ColumnTexts.NONE : ColumnTexts.of(values, field.all, field.used);
    String name = schema.field(field.field).name();
    return Column.of(name, field.kind(), field.kinds, having, codes, to - from, texts);
  }

  /** What is known of a field while columns are made. */
  private static final class Stats {
    final int field;
    final int documents;
    int distinct;
    long bytes;
    int longest;
    int kinds;
    boolean numbers;
    boolean whole;
    int[] all = new int[16];
    int used;

    Stats(int field, int documents) {
      this.field = field;
      this.documents = documents;
    }

    String kind() {
      if (!numbers) {
        return IndexFields.COLUMN_TEXT;
      }
      return whole ? IndexFields.COLUMN_WHOLE : IndexFields.COLUMN_NUMBER;
    }

    void add(int value) {
      if (used == all.length) {
        all = Arrays.copyOf(all, used * 2);
      }
      all[used++] = value;
    }
  }
}
