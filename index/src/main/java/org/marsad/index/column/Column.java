package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.FieldNames;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Value;

/**
 * The values of a field by document in one segment, each as a code that stands for it. Documents
 * are asked for in ascending order. One thread.
 */
public abstract sealed class Column permits NoColumn, NumberColumn, TextColumn, TimeColumn {
  private final boolean repeats;

  Column(boolean repeats) {
    this.repeats = repeats;
  }

  /**
   * What a segment has of a field; null if only the events themselves tell.
   *
   * @param name the field as events have it
   * @param remembered what is known of segments
   */
  public static @Nullable Column open(
      LeafReader reader, String name, Schema schema, Remembered remembered) throws IOException {
    Field field = schema.find(name);
    if (field == null) {
      return NoColumn.INSTANCE;
    }
    if (field.equals(Fields.TIMESTAMP)) {
      return TimeColumn.open(reader);
    }
    FieldInfo info = reader.getFieldInfos().fieldInfo(name);
    String kind = info == null ? null : info.getAttribute(IndexFields.COLUMN);
    if (info == null || kind == null) {
      boolean absent =
          (!Fields.isRow(field.id()) || field.equals(Fields.PEER))
              && FieldNames.count(reader, name) == 0;
      return absent ? NoColumn.INSTANCE : null;
    }
    boolean repeats = Boolean.parseBoolean(info.getAttribute(IndexFields.REPEATS));
    return switch (kind) {
      case IndexFields.COLUMN_NUMBER -> NumberColumn.open(reader, name, false, repeats);
      case IndexFields.COLUMN_WHOLE -> NumberColumn.open(reader, name, true, repeats);
      case IndexFields.COLUMN_TEXT -> TextColumn.open(reader, field, info, repeats, remembered);
      default -> null;
    };
  }

  /** Whether an event may have the same value several times, which the column does not tell. */
  final boolean repeats() {
    return repeats;
  }

  /** Goes to a document; how many values it has. */
  abstract int advance(int document) throws IOException;

  /** The code of the document's next value, in ascending order. */
  abstract long next() throws IOException;

  /** The value of a code; null if the column does not tell it from another. */
  abstract @Nullable Value value(long code) throws IOException;

  /** A value as text, as it is in events. */
  abstract String text(long code) throws IOException;

  /** The sum of {@code 1 << code} of the kinds of the values. */
  abstract int kinds();

  /** Codes are 0 to below this; -1 if they are any. */
  abstract long codes();

  /** Whether {@link #value} may be null. */
  boolean isMixed() {
    return false;
  }
}
