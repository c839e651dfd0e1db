package org.marsad.index.column;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * Where the minutes begin in a segment whose documents are sorted by their time, the newest first.
 * Immutable; remembered for segments in a bounded number of bytes.
 */
final class Minutes implements Remembered.Fact {
  static final long MINUTE = 60_000_000_000L;

  /** A segment with more minutes is not worth a table. */
  private static final int MOST = 1 << 17;

  private final long[] minutes;
  private final int[] documents;

  private Minutes(long[] minutes, int[] documents) {
    this.minutes = minutes;
    this.documents = documents;
  }

  /** The minutes of a segment that is sorted so; null if there are too many. */
  static @Nullable Minutes of(LeafReader reader, Remembered remembered) throws IOException {
    Minutes known = remembered.find(reader, Minutes.class, IndexFields.TIMESTAMP);
    if (known == null) {
      known = read(reader);
      if (known != null) {
        remembered.put(reader, Minutes.class, IndexFields.TIMESTAMP, known);
      }
    }
    return known;
  }

  private static @Nullable Minutes read(LeafReader reader) throws IOException {
    NumericDocValues times = reader.getNumericDocValues(IndexFields.TIMESTAMP);
    if (times == null) {
      return null;
    }
    var minutes = new long[1_024];
    var documents = new int[1_024];
    int size = 0;
    long from = Long.MAX_VALUE;
    for (int document = 0; document < reader.maxDoc(); document++) {
      long time = times.advanceExact(document) ? times.longValue() : Long.MIN_VALUE;
      if (time >= from) {
        continue;
      }
      if (size == MOST) {
        return null;
      }
      if (size == minutes.length) {
        minutes = Arrays.copyOf(minutes, size * 2);
        documents = Arrays.copyOf(documents, size * 2);
      }
      from = time - Math.floorMod(time, MINUTE);
      minutes[size] = from;
      documents[size++] = document;
    }
    return new Minutes(Arrays.copyOf(minutes, size), Arrays.copyOf(documents, size));
  }

  @Override
  public int bytes() {
    return 64 + minutes.length * 12;
  }

  int size() {
    return minutes.length;
  }

  /** The start of a minute that has documents, by its place, the newest first. */
  long minute(int place) {
    return minutes[place];
  }

  /** The first document of a minute. */
  int document(int place) {
    return documents[place];
  }

  /** The place of the minute that a document lies in. */
  int place(int document) {
    int found = Arrays.binarySearch(documents, document);
    return found >= 0 ? found : -found - 2;
  }
}
