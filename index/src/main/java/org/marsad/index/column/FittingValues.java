package org.marsad.index.column;

import java.io.IOException;
import java.util.BitSet;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.TextValues;
import org.marsad.model.event.Field;
import org.marsad.model.event.ValueKind;

/**
 * Which documents of a segment have a value of a field that fits, as its column of texts tells:
 * each distinct value is looked at once, when the first document that has it is asked for.
 * Documents are asked for in ascending order. One thread.
 */
public final class FittingValues {
  private final SortedSetDocValues values;
  private final ValueKind kind;
  private final Fit fit;
  private final BitSet looked = new BitSet();
  private final BitSet fits = new BitSet();

  private FittingValues(SortedSetDocValues values, ValueKind kind, Fit fit) {
    this.values = values;
    this.kind = kind;
    this.fit = fit;
  }

  /** Whether a value fits. */
  @FunctionalInterface
  public interface Fit {
    boolean fits(BytesRef value, ValueKind kind);
  }

  /** Whether a segment has a column with the values of a field as events have them. */
  public static boolean isIn(LeafReader segment, Field field) {
    return kind(segment, field) != null;
  }

  /** The kind that all values of a column have; null if there is none, or they have several. */
  private static @Nullable ValueKind kind(LeafReader segment, Field field) {
    FieldInfo info = segment.getFieldInfos().fieldInfo(field.name());
    if (info == null
        || !IndexFields.COLUMN_TEXT.equals(info.getAttribute(IndexFields.COLUMN))
        || !TextValues.isWhole(segment, info)) {
      return null;
    }
    String kinds = info.getAttribute(IndexFields.KINDS);
    int bits = kinds == null ? 0 : Integer.parseInt(kinds);
    return Integer.bitCount(bits) == 1 ? ValueKind.of(Integer.numberOfTrailingZeros(bits)) : null;
  }

  /** The values of a field that fit; null if {@link #isIn} is not so. */
  public static @Nullable FittingValues open(LeafReader segment, Field field, Fit fit)
      throws IOException {
    ValueKind kind = kind(segment, field);
    SortedSetDocValues values = kind == null ? null : TextValues.of(segment, field.name());
    return kind == null || values == null ? null : new FittingValues(values, kind, fit);
  }

  /** Whether one of the values of a document fits. */
  public boolean fits(int document) throws IOException {
    if (!values.advanceExact(document)) {
      return false;
    }
    for (int left = values.docValueCount(); left > 0; left--) {
      if (fitsAt(Math.toIntExact(values.nextOrd()))) {
        return true;
      }
    }
    return false;
  }

  private boolean fitsAt(int place) throws IOException {
    if (!looked.get(place)) {
      looked.set(place);
      fits.set(place, fit.fits(values.lookupOrd(place), kind));
    }
    return fits.get(place);
  }
}
