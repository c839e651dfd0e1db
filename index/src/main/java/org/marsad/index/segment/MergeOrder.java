package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.marsad.index.field.IndexFields;

/**
 * The documents of several segments, each of which has its newest first, as those of one. Nobody
 * changes it once it is made.
 */
final class MergeOrder {
  private final int[] sources;
  private final long[] times;
  private final long[] ids;
  private final int[][] documents;

  private MergeOrder(int size, List<LeafReader> segments) {
    sources = new int[size];
    times = new long[size];
    ids = new long[size];
    documents = new int[segments.size()][];
    for (int source = 0; source < documents.length; source++) {
      documents[source] = new int[segments.get(source).maxDoc()];
    }
  }

  /**
   * The segments by their newest documents. Those of most do not overlap, and what is put together
   * of them in this order ascends by itself.
   */
  static List<LeafReader> newestFirst(List<LeafReader> segments) throws IOException {
    var cursors = new ArrayList<Cursor>();
    for (LeafReader segment : segments) {
      var cursor = new Cursor(segment);
      cursor.next();
      cursors.add(cursor);
    }
    cursors.sort((a, b) -> a.isBefore(b) ? -1 : b.isBefore(a) ? 1 : 0);
    return cursors.stream().map(cursor -> cursor.segment).toList();
  }

  /** The order of these segments' documents. */
  static MergeOrder of(List<LeafReader> segments) throws IOException {
    int size = 0;
    var cursors = new Cursor[segments.size()];
    for (int source = 0; source < cursors.length; source++) {
      LeafReader segment = segments.get(source);
      cursors[source] = new Cursor(segment);
      cursors[source].next();
      size = Math.addExact(size, segment.maxDoc());
    }
    var order = new MergeOrder(size, segments);
    for (int document = 0; document < size; ) {
      document = order.run(cursors, document);
    }
    return order;
  }

  /** Takes documents of the segment with the newest, until another has it. */
  private int run(Cursor[] cursors, int from) throws IOException {
    int newest = 0;
    int second = -1;
    for (int i = 1; i < cursors.length; i++) {
      if (cursors[i].isBefore(cursors[newest])) {
        second = newest;
        newest = i;
      } else if (second < 0 || cursors[i].isBefore(cursors[second])) {
        second = i;
      }
    }
    int document = from;
    Cursor cursor = cursors[newest];
    do {
      sources[document] = newest;
      times[document] = cursor.time;
      ids[document] = cursor.id;
      documents[newest][cursor.document] = document;
      document++;
    } while (cursor.next() && (second < 0 || cursor.isBefore(cursors[second])));
    return document;
  }

  int size() {
    return sources.length;
  }

  /** Which segment a document is from. */
  int source(int document) {
    return sources[document];
  }

  long time(int document) {
    return times[document];
  }

  long id(int document) {
    return ids[document];
  }

  /** By document of a segment the one it becomes. */
  int[] documents(int source) {
    return documents[source];
  }

  /** Where a segment is read. */
  private static final class Cursor {
    private final LeafReader segment;
    private final NumericDocValues times;
    private final NumericDocValues ids;
    private final int size;
    int document = -1;
    long time;
    long id;

    Cursor(LeafReader segment) throws IOException {
      this.segment = segment;
      times = segment.getNumericDocValues(IndexFields.TIMESTAMP);
      ids = segment.getNumericDocValues(IndexFields.ID);
      size = segment.maxDoc();
    }

    boolean next() throws IOException {
      if (++document == size) {
        return false;
      }
      if (!times.advanceExact(document) || !ids.advanceExact(document)) {
        throw new IOException("document " + document + " has no time or no id");
      }
      time = times.longValue();
      id = ids.longValue();
      return true;
    }

    /** Whether its document comes before that of another, which may have no more. */
    boolean isBefore(Cursor other) {
      if (document == size || other.document == other.size) {
        return document < size;
      }
      return time > other.time || (time == other.time && id > other.id);
    }
  }
}
