package org.marsad.index.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * The columns of texts of a segment, of which some follow from others, see {@link
 * IndexFields#FOLLOWS}. Which value follows from which is read once and kept while there is room.
 * Thread-safe.
 */
public final class TextValues {
  /** How many bytes all that is kept takes. */
  private static final long ROOM = 16L << 20;

  private static final int ENTRY = 64;

  private static final Cache<Place, int[]> PLACES =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .weigher((Place _, int[] places) -> places.length * Integer.BYTES + ENTRY)
          .executor(Runnable::run)
          .build();

  private TextValues() {}

  /** A column of a segment that is open. */
  private record Place(IndexReader.CacheKey segment, String name) {}

  /** Whether a column that a segment has tells what events have. */
  public static boolean isWhole(LeafReader segment, FieldInfo info) {
    // What another program merged has lost which document stands for which.
    return info.getAttribute(IndexFields.FOLLOWS) == null || SegmentWriter.wrote(segment);
  }

  /** A column of texts, or null if there is none. */
  public static @Nullable SortedSetDocValues of(LeafReader segment, String name)
      throws IOException {
    FieldInfo info = segment.getFieldInfos().fieldInfo(name);
    SortedSetDocValues values = segment.getSortedSetDocValues(name);
    String base = info == null ? null : info.getAttribute(IndexFields.FOLLOWS);
    if (values == null || info == null || base == null) {
      return values;
    }
    if (!isWhole(segment, info)) {
      return null;
    }
    return DocValues.singleton(
        new FollowingValues(single(segment, base), single(segment, name), places(segment, name)));
  }

  /** By place in the column that one follows from the place in it, or -1. */
  static int[] places(LeafReader segment, String name) throws IOException {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    Place key = helper == null ? null : new Place(helper.getKey(), name);
    int[] known = key == null ? null : PLACES.getIfPresent(key);
    if (known == null) {
      known = read(segment, name);
      if (key != null) {
        PLACES.put(key, known);
      }
    }
    return known;
  }

  private static int[] read(LeafReader segment, String name) throws IOException {
    FieldInfo info = segment.getFieldInfos().fieldInfo(name);
    String base = info == null ? null : info.getAttribute(IndexFields.FOLLOWS);
    SortedDocValues of = single(segment, base == null ? name : base);
    SortedDocValues own = single(segment, name);
    var places = new int[of.getValueCount()];
    Arrays.fill(places, -1);
    while (own.nextDoc() != SortedDocValues.NO_MORE_DOCS) {
      if (!of.advanceExact(own.docID())) {
        throw new IOException("column " + name + " does not follow from " + base);
      }
      places[of.ordValue()] = own.ordValue();
    }
    return places;
  }

  private static SortedDocValues single(LeafReader segment, String name) throws IOException {
    SortedSetDocValues values = segment.getSortedSetDocValues(name);
    SortedDocValues single = values == null ? null : DocValues.unwrapSingleton(values);
    if (single == null) {
      throw new IOException("column " + name + " is missing, or has several values");
    }
    return single;
  }
}
