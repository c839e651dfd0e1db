package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.NumericUtils;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Numbers;

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

  /** No double has these bits and is a number. */
  static final long NO_NUMBER = Long.MIN_VALUE;

  /** Nearly unique are values of which more than one is there for every two events. */
  private static final int UNIQUE = 2;

  /** Nearly unique ones of more bytes are no column. */
  private static final int LONG = 24;

  /** Names the index has for itself, besides those of its terms. */
  private static final Set<String> TAKEN =
      Set.of(IndexFields.TIMESTAMP, IndexFields.ID, IndexFields.BLOCK, IndexFields.PLACES);

  private final SegmentContent content;
  private final int[] order;
  private final Schema schema;
  private final int[] infos;
  private final Dictionary values;

  /** How often each value is there. */
  private final int[] uses;

  private Columns(SegmentContent content, int[] order) {
    this.content = content;
    this.order = order;
    schema = content.schema;
    infos = content.infos;
    values = content.values;
    uses = content.uses();
  }

  /** The columns of a segment whose documents are in this order. */
  static List<Column> of(SegmentContent content, int[] order) {
    return new Columns(content, order).build();
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
    var fields = new Stats[schema.size()];
    int[] lists = content.valuesOf.data();
    for (int event = content.from(); event < content.to(); event++) {
      int to = content.valuesOf.to(event);
      for (int at = content.valuesOf.from(event); at < to; at++) {
        int value = lists[at];
        int id = infos[value * SegmentBuilder.INFO + SegmentBuilder.FIELD];
        Stats field = fields[id];
        if (field == null) {
          field = new Stats(id);
          fields[id] = field;
        }
        field.entries++;
        if (field.last != event) {
          field.last = event;
          field.documents++;
        }
      }
    }
    for (int value = 0; value < uses.length; value++) {
      if (uses[value] > 0) {
        Stats field = fields[infos[value * SegmentBuilder.INFO + SegmentBuilder.FIELD]];
        field.distinct++;
        int length = values.length(value);
        field.bytes += length;
        field.longest = Math.max(field.longest, length);
        field.kinds |= 1 << (values.group(value) & 3);
      }
    }
    return Arrays.stream(fields)
        .filter(field -> field != null && isWanted(field))
        .sorted(Comparator.comparingInt((Stats field) -> -field.documents))
        .limit(MOST)
        .toArray(Stats[]::new);
  }

  private boolean isWanted(Stats stats) {
    Field field = schema.field(stats.field);
    boolean unique =
        stats.distinct > stats.documents / UNIQUE && stats.bytes / stats.distinct > LONG;
    return stats.documents >= order.length / SHARE
        && field.type() != FieldType.TEXT
        && stats.longest <= LONGEST
        && !unique
        && !TAKEN.contains(field.name())
        && !GrammedTerms.FIELDS.contains(field.name());
  }

  // What

  /** Puts the values of each field behind each other, by the order of documents. */
  private void gather(Stats[] chosen) {
    var byField = new Stats[schema.size()];
    for (Stats field : chosen) {
      byField[field.field] = field;
      field.documentsOf = new int[field.entries];
      field.valuesOf = new int[field.entries];
      field.entries = 0;
    }
    int[] lists = content.valuesOf.data();
    for (int document = 0; document < order.length; document++) {
      int to = content.valuesOf.to(order[document]);
      for (int at = content.valuesOf.from(order[document]); at < to; at++) {
        int value = lists[at];
        Stats field = byField[infos[value * SegmentBuilder.INFO + SegmentBuilder.FIELD]];
        if (field != null) {
          field.documentsOf[field.entries] = document;
          field.valuesOf[field.entries++] = value;
        }
      }
    }
    for (int value = 0; value < uses.length; value++) {
      Stats field =
          uses[value] == 0
              ? null
              : byField[infos[value * SegmentBuilder.INFO + SegmentBuilder.FIELD]];
      if (field != null) {
        field.add(value);
      }
    }
  }

  /** By value its number, or its place in the order of all of its field. */
  private long[] codes(Stats[] chosen) {
    var codes = new long[uses.length];
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
    var text =
        new String(
            values.pool(), values.from(value), values.length(value), StandardCharsets.ISO_8859_1);
    Double number = Numbers.parse(text);
    return number == null || !Value.of(number).text().equals(text)
        ? NO_NUMBER
        : NumericUtils.doubleToSortableLong(number);
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
    var codes = new long[field.entries];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = codeOf[field.valuesOf[i]];
    }
    ColumnTexts texts =
        field.numbers ? ColumnTexts.NONE : ColumnTexts.of(values, field.all, field.used);
    String name = schema.field(field.field).name();
    return Column.of(name, field.kind(), field.kinds, field.documentsOf, codes, texts);
  }

  /** What is known of a field while columns are made. */
  private static final class Stats {
    final int field;
    int entries;
    int documents;
    int last = -1;
    int distinct;
    long bytes;
    int longest;
    int kinds;
    boolean numbers;
    boolean whole;
    int[] documentsOf = new int[0];
    int[] valuesOf = new int[0];
    int[] all = new int[16];
    int used;

    Stats(int field) {
      this.field = field;
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
