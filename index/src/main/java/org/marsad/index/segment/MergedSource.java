package org.marsad.index.segment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Schema;

/**
 * Several segments as one: documents newest first, terms merged, columns with their places mapped,
 * blocks as they are. Nothing of it is made from the events, but for what {@link MergedColumns}
 * says. One thread.
 */
final class MergedSource implements SegmentSource {
  /** What a segment has besides terms and columns. */
  private static final Set<String> KNOWN =
      Set.of(IndexFields.TIMESTAMP, IndexFields.ID, IndexFields.BLOCK, IndexFields.PLACES);

  private final List<LeafReader> segments;
  private final MergeOrder order;
  private final BooleanSupplier goesOn;
  private final List<MergedColumn> columns;
  private final List<byte[]> places;

  private MergedSource(
      List<LeafReader> segments,
      MergeOrder order,
      List<MergedColumn> columns,
      BooleanSupplier goesOn)
      throws IOException {
    this.segments = segments;
    this.order = order;
    this.columns = columns;
    this.goesOn = goesOn;
    places = places(segments, order);
  }

  /**
   * These segments, of which each {@link #isPossible}; null where they do not fit together.
   *
   * @param goesOn asked now and then; where it says no, an {@link InterruptedIOException} ends all
   */
  static @Nullable MergedSource of(List<LeafReader> any, Schema schema, BooleanSupplier goesOn)
      throws IOException {
    List<LeafReader> segments = MergeOrder.newestFirst(any);
    MergeOrder order = MergeOrder.of(segments);
    List<MergedColumn> columns = MergedColumns.of(segments, order, schema);
    return columns == null ? null : new MergedSource(segments, order, columns, goesOn);
  }

  /**
   * Whether a segment can be merged like this: it is large enough for its blocks to be worth it,
   * and there is nothing in it that is not known here.
   */
  static boolean isPossible(LeafReader segment) {
    boolean possible = segment.maxDoc() >= Grams.MIN_EVENTS;
    for (FieldInfo info : segment.getFieldInfos()) {
      possible &=
          KNOWN.contains(info.name)
              || GrammedTerms.FIELDS.contains(info.name)
              || info.getAttribute(IndexFields.COLUMN) != null;
      // Before, addresses were values too.
      possible &=
          !info.name.equals(IndexFields.ADDRESSES) || info.getAttribute(IndexFields.PLAIN) != null;
    }
    return possible && segment.getFieldInfos().fieldInfo(IndexFields.BLOCK) != null;
  }

  private static List<byte[]> places(List<LeafReader> segments, MergeOrder order)
      throws IOException {
    var of = new EventPlaces[segments.size()];
    var bases = new int[of.length];
    int blocks = 0;
    for (int i = 0; i < of.length; i++) {
      of[i] = new EventPlaces(segments.get(i));
      bases[i] = blocks;
      blocks += MergedBlocks.count(segments.get(i));
    }
    var pages = new ArrayList<byte[]>();
    var page = new EventPlaces.Writer();
    var next = new int[of.length];
    for (int document = 0; document < order.size(); document++) {
      int source = order.source(document);
      EventPlaces place = of[source];
      place.go(next[source]++);
      int base = bases[source];
      page.add(base + place.block(), place.row(), base + place.first());
      if (page.isFull()) {
        pages.add(page.finish());
      }
    }
    if (!page.isEmpty()) {
      pages.add(page.finish());
    }
    return pages;
  }

  @Override
  public int size() {
    return order.size();
  }

  @Override
  public long time(int document) {
    return order.time(document);
  }

  @Override
  public long id(int document) {
    return order.id(document);
  }

  @Override
  public GrammedTerms terms(List<String> fields, List<? extends ColumnSource> written) {
    return new MergedTerms(segments, order, fields, columns, goesOn);
  }

  @Override
  public List<MergedColumn> columns() {
    return columns;
  }

  @Override
  public BinaryDocValues blocks() throws IOException {
    return new MergedBlocks(segments);
  }

  @Override
  public List<byte[]> places() {
    return places;
  }
}
