package org.marsad.index.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * Finds columns of texts that follow from others: all documents with one value there have one value
 * here, or none. Of such a column only the first document of each value there is written. One
 * thread.
 */
final class Following {
  /** A column that others follow from has one value for so many documents of theirs, or fewer. */
  private static final int SHARE = 4;

  private static final int UNKNOWN = -2;
  private static final int NONE = -1;

  private final List<Column> columns;
  private final int documents;
  private final boolean[] isBase;
  private final boolean[] follows;
  private int[] places = new int[64];

  private Following(List<Column> columns, int documents) {
    this.columns = columns;
    this.documents = documents;
    isBase = new boolean[columns.size()];
    follows = new boolean[columns.size()];
  }

  /**
   * These columns, some of them as what follows from others.
   *
   * @param documents of the segment
   */
  static List<Column> of(List<Column> columns, int documents) {
    return documents < Grams.MIN_EVENTS ? columns : new Following(columns, documents).find();
  }

  private List<Column> find() {
    var found = new ArrayList<Column>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Column shorter = isBase[i] || !canFollow(column) ? null : shorter(i);
      found.add(shorter == null ? column : shorter);
    }
    return found;
  }

  private boolean canFollow(Column column) {
    boolean everywhere = column.texts.size() == 1 && column.size == documents;
    return isSingleText(column) && !everywhere;
  }

  private static boolean isSingleText(Column column) {
    return column.kind().equals(IndexFields.COLUMN_TEXT) && column.size > 0 && column.isSingle();
  }

  /** A column as what follows from the one with the fewest values that it follows from. */
  private @Nullable Column shorter(int number) {
    Column column = columns.get(number);
    int best = NONE;
    for (int i = 0; i < columns.size(); i++) {
      if (i != number && !follows[i] && mayBeBase(columns.get(i), column)) {
        boolean fewer =
            best == NONE || columns.get(i).texts.size() < columns.get(best).texts.size();
        if (fewer && isBaseOf(columns.get(i), column)) {
          best = i;
        }
      }
    }
    if (best == NONE) {
      return null;
    }
    isBase[best] = true;
    follows[number] = true;
    return shortened(columns.get(best), column);
  }

  private static boolean mayBeBase(Column base, Column column) {
    int values = base.texts.size();
    if (values < column.texts.size()
        || values > column.size / SHARE
        || base.size < column.size
        || !isSingleText(base)) {
      return false;
    }
    // Of two that say the same the name is what is asked for most.
    return values > column.texts.size() || !isName(column) || isName(base);
  }

  private static boolean isName(Column column) {
    return column.name().endsWith(".name");
  }

  /** Whether one follows from the other. */
  private boolean isBaseOf(Column base, Column column) {
    if (places.length < base.texts.size()) {
      places = new int[base.texts.size()];
    }
    Arrays.fill(places, 0, base.texts.size(), UNKNOWN);
    int at = 0;
    for (int i = 0; i < base.size; i++) {
      int document = base.documents[i];
      if (at < column.size && column.documents[at] < document) {
        return false;
      }
      boolean has = at < column.size && column.documents[at] == document;
      int place = has ? (int) column.codes[at++] : NONE;
      int value = (int) base.codes[i];
      if (places[value] == UNKNOWN) {
        places[value] = place;
      } else if (places[value] != place) {
        return false;
      }
    }
    return at == column.size;
  }

  private static Column shortened(Column base, Column column) {
    var seen = new boolean[base.texts.size()];
    var having = new int[seen.length];
    var codes = new long[seen.length];
    int size = 0;
    int at = 0;
    for (int i = 0; i < base.size && at < column.size; i++) {
      if (column.documents[at] == base.documents[i]) {
        int value = (int) base.codes[i];
        if (!seen[value]) {
          seen[value] = true;
          having[size] = column.documents[at];
          codes[size++] = column.codes[at];
        }
        at++;
      }
    }
    return column.following(base.name(), having, codes, size);
  }
}
