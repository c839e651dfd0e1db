package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.index.column.SegmentField;
import org.marsad.index.column.SegmentFields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.store.FieldFacts;
import org.marsad.model.store.FieldTally;

/**
 * Which fields matching events have. What a whole segment has is remembered as long as the segment
 * is open.
 */
public final class FieldSearch {
  private final Schema schema;
  private final Patience patience;
  private final Remembered remembered;
  private final List<Segment> segments = new ArrayList<>();

  /** A search over nothing yet. */
  public FieldSearch(Schema schema, Patience patience, Remembered remembered) {
    this.remembered = remembered;
    this.schema = schema;
    this.patience = patience;
  }

  private record Segment(Weight weight, LeafReaderContext leaf) {
    int size() {
      return leaf.reader().maxDoc();
    }
  }

  /** All fields of a segment. */
  private record Whole(List<SegmentField> fields) implements Remembered.Fact {
    @Override
    public int bytes() {
      return fields.stream().mapToInt(SegmentField::bytes).sum();
    }
  }

  private record Found(long events, List<SegmentField> fields) {}

  /** Adds the segments of a shard. */
  public void add(ShardSearch search) throws IOException {
    Weight weight = search.weight();
    search.leaves().forEach(leaf -> segments.add(new Segment(weight, leaf)));
  }

  /** Adds up, segments side by side, as far as there is time. */
  public FieldTally run(ExecutorService threads, int atATime) throws IOException {
    var tally = new FieldTally(schema);
    new SideBySide<Segment, Found>(threads, atATime, patience)
        .run(segments, Segment::size, this::look, found -> take(found, tally));
    return tally;
  }

  private Found look(Segment segment) throws IOException {
    LeafReader reader = segment.leaf.reader();
    if (segment.weight.count(segment.leaf) == reader.maxDoc()) {
      return new Found(reader.maxDoc(), whole(reader));
    }
    FixedBitSet wanted = matching(segment);
    return wanted == null
        ? new Found(0, List.of())
        : new Found(
            wanted.cardinality(),
            new SegmentFields(reader, schema, wanted, patience, remembered).all());
  }

  private List<SegmentField> whole(LeafReader reader) throws IOException {
    Whole known = remembered.find(reader, Whole.class, "");
    if (known == null) {
      known = new Whole(new SegmentFields(reader, schema, null, patience, remembered).all());
      if (!patience.isOver()) {
        remembered.put(reader, Whole.class, "", known);
      }
    }
    return known.fields;
  }

  private @Nullable FixedBitSet matching(Segment segment) throws IOException {
    var wanted = new FixedBitSet(segment.leaf.reader().maxDoc());
    try {
      Scorer scorer = segment.weight.scorer(segment.leaf);
      if (scorer == null) {
        return null;
      }
      DocIdSetIterator documents = scorer.iterator();
      for (int document = documents.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = documents.nextDoc()) {
        wanted.set(document);
      }
    } catch (SearchEnded _) {
      // what was found so far is part of the answer
    }
    return wanted;
  }

  private boolean take(Found found, FieldTally tally) {
    tally.addEvents(found.events);
    for (SegmentField field : found.fields) {
      tally.add(field.name(), field.events(), kinds(field.kinds()));
      for (FieldFacts.Top value : field.top()) {
        tally.add(field.name(), value.value(), value.count());
      }
      if (!field.exact()) {
        tally.inexact(field.name(), field.distinct());
      }
    }
    return !patience.isOver();
  }

  private static EnumSet<ValueKind> kinds(int mask) {
    EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    for (ValueKind kind : ValueKind.values()) {
      if ((mask >> kind.code() & 1) != 0) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
