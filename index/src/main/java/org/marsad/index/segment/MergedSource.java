package org.marsad.index.segment;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.TextDictionary;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Schema;

/**
 * Several segments as one: documents newest first, terms merged, columns with their places mapped,
 * blocks as they are but for how their texts are compressed. Nothing of it is made from the events,
 * but for what {@link MergedColumns} says. One thread.
 */
final class MergedSource implements SegmentSource, Closeable {
  private final List<LeafReader> segments;
  private final MergeOrder order;
  private final BooleanSupplier goesOn;
  private final List<MergedColumn> columns;
  private final List<byte[]> places = new ArrayList<>();
  private final MergedTexts texts;
  private final List<byte[]> dictionary;

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
    texts = new MergedTexts(segments, place());
    TextDictionary of = texts.dictionary();
    dictionary = of == null ? List.of() : List.of(of.stored());
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
          GrammedTerms.FIELDS.contains(info.name)
              || Columns.OWN.contains(info.name) == (info.getAttribute(IndexFields.COLUMN) == null);
      // Before, addresses were values too.
      possible &=
          !info.name.equals(IndexFields.ADDRESSES) || info.getAttribute(IndexFields.PLAIN) != null;
    }
    return possible && segment.getFieldInfos().fieldInfo(IndexFields.BLOCK) != null;
  }

  /**
   * Tells where the events of all documents are.
   *
   * @return of each block the first of the segment it was built in
   */
  private int[] place() throws IOException {
    var of = new EventPlaces[segments.size()];
    var bases = new int[of.length];
    int blocks = 0;
    for (int i = 0; i < of.length; i++) {
      of[i] = new EventPlaces(segments.get(i));
      bases[i] = blocks;
      blocks += MergedBlocks.count(segments.get(i));
    }
    var firsts = new int[blocks];
    var page = new EventPlaces.Writer();
    var next = new int[of.length];
    for (int document = 0; document < order.size(); document++) {
      int source = order.source(document);
      EventPlaces place = of[source];
      place.go(next[source]++);
      int block = bases[source] + place.block();
      int first = bases[source] + place.first();
      firsts[block] = first;
      page.add(block, place.row(), first);
      if (page.isFull()) {
        places.add(page.finish());
      }
    }
    if (!page.isEmpty()) {
      places.add(page.finish());
    }
    return firsts;
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
    return texts.blocks();
  }

  @Override
  public List<byte[]> places() {
    return places;
  }

  @Override
  public List<byte[]> dictionary() {
    return dictionary;
  }

  @Override
  public void close() {
    texts.close();
  }
}
