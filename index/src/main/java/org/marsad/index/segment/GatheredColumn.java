package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.util.NumericUtils;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;
import org.marsad.model.event.ValueKind;

/**
 * The values of a field in a segment that has no column of it, or one of another sort, gathered
 * document by document. One thread.
 */
final class GatheredColumn {
  private final Dictionary values = new Dictionary(1 << 8);
  private int[] documents = new int[256];
  private int[] ids = new int[256];
  private int size;
  private int kinds;
  private boolean tooLong;

  /** Adds a value of a document; documents ascend. */
  void add(int document, ValueKind kind, byte[] bytes, int from, int to) {
    if (size == ids.length) {
      documents = Arrays.copyOf(documents, size * 2);
      ids = Arrays.copyOf(ids, size * 2);
    }
    documents[size] = document;
    ids[size++] = values.add(0, bytes, from, to);
    kinds |= 1 << kind.code();
    tooLong |= to - from > Columns.LONGEST;
  }

  /** Whether a column can hold its values. */
  boolean fits() {
    return !tooLong;
  }

  /** Whether every value is a number that prints back to its bytes. */
  boolean areNumbers() {
    boolean numbers = kinds == 1 << ValueKind.NUMBER.code();
    for (int id = 0; id < values.size() && numbers; id++) {
      numbers = Columns.number(values, id) != Columns.NO_NUMBER;
    }
    return numbers;
  }

  /** Whether every one is a whole number. */
  boolean areWhole() {
    boolean whole = areNumbers();
    for (int id = 0; id < values.size() && whole; id++) {
      long number = Columns.number(values, id);
      whole = WholeNumbers.isWhole(NumericUtils.sortableLongToDouble(number));
    }
    return whole;
  }

  /** The values as a column of texts, or of sortable numbers if that is what they are. */
  Column column(String name, boolean numbers) {
    var codeOf = new long[values.size()];
    ColumnTexts texts = ColumnTexts.NONE;
    if (numbers) {
      for (int id = 0; id < codeOf.length; id++) {
        codeOf[id] = Columns.number(values, id);
      }
    } else {
      var order = new int[codeOf.length];
      Arrays.setAll(order, id -> id);
      TermOrder.sort(values, order, 0, order.length);
      for (int place = 0; place < order.length; place++) {
        codeOf[order[place]] = place;
      }
      texts = ColumnTexts.of(values, order, order.length);
    }
    var codes = new long[size];
    for (int i = 0; i < size; i++) {
      codes[i] = codeOf[ids[i]];
    }
    String kind = numbers ? IndexFields.COLUMN_NUMBER : IndexFields.COLUMN_TEXT;
    return Column.of(name, kind, kinds, Arrays.copyOf(documents, size), codes, size, texts);
  }
}
