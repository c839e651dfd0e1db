package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.HexTable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;

/**
 * The terms of events that have just come. A field is turned over when it is asked for: its terms
 * are counted, sorted, given room one behind the other, and then every document is put down at its
 * terms. One thread.
 */
final class SegmentTerms extends GrammedTerms {
  private final SegmentContent content;
  private final FieldValues fieldValues;
  private final int[] order;
  private final @Nullable HexTable again;
  private final Room room;

  /** By word how many documents it has, or more, where a document has it twice. */
  private final int[] counts;

  /** By word where its next document is put down. */
  private final int[] placeOf;

  private final Dictionary words;

  /** By the id of a field whether its values are in a column of numbers, which says all of them. */
  private final boolean[] inColumns;

  /** Words of shapes; none where events are only shown for a while. */
  private final @Nullable CommonWords common;

  private @Nullable TurnedValues ofValues;
  private @Nullable Terms last;

  SegmentTerms(
      SegmentContent content,
      FieldValues fieldValues,
      int[] order,
      List<String> fields,
      List<? extends ColumnSource> columns,
      @Nullable HexTable again,
      Room room) {
    super(fields);
    this.content = content;
    this.again = again;
    this.room = room;
    this.fieldValues = fieldValues;
    inColumns = new boolean[content.names.termOfField.length];
    for (ColumnSource column : columns) {
      Field field = content.schema.find(column.name());
      if (field != null) {
        inColumns[field.id()] = column.numbers();
      }
    }
    this.order = order;
    words = content.terms;
    counts = room.ints(words.size());
    placeOf = room.ints(words.size());
    common = again == null ? null : new CommonWords(content, room);
  }

  @Override
  @Nullable Grams grams(boolean named) throws IOException {
    return last == null ? null : Grams.of(last, named, order.length);
  }

  @Override
  @Nullable Terms inverted(String field) {
    last =
        switch (field) {
          case IndexFields.VALUES -> ofValues().values();
          case IndexFields.HEX_VALUES -> ofValues().hexes();
          case IndexFields.NUMBERS -> ofValues().numbers();
          case IndexFields.ADDRESSES -> ofValues().addresses();
          case IndexFields.MESSAGE_WORDS -> messages();
          case IndexFields.WORDS -> words();
          case IndexFields.WORDINGS -> ofValues().wordings();
          case IndexFields.SHAPES -> ofValues().shapes();
          default -> ofValues().names();
        };
    return last;
  }

  /** Terms that follow from values; those of all kinds are put down together. */
  private TurnedValues ofValues() {
    TurnedValues known = ofValues;
    if (known == null) {
      known = new TurnedValues(content, fieldValues, order, inColumns, again, common, room);
      ofValues = known;
    }
    return known;
  }

  private @Nullable Terms messages() {
    SortedTerms sorted = sorted(content.messagesOf);
    if (sorted == null) {
      return null;
    }
    int[] all = content.messagesOf.data();
    int[] documents = room.ints(sorted.documentsEnd());
    int[] places = room.ints(sorted.documentsEnd());
    for (int document = 0; document < order.length; document++) {
      int event = order[document];
      int to = content.messagesOf.to(event);
      int from = content.messagesOf.from(event);
      for (int at = from; at < to; at++) {
        if (all[at] != SegmentBuilder.NEXT_MESSAGE) {
          int place = placeOf[all[at]]++;
          documents[place] = document;
          places[place] = at - from;
        }
      }
    }
    return new PlacedTerms(sorted, documents, places);
  }

  private @Nullable Terms words() {
    IntLists of = common == null ? content.wordsOf : common.left();
    SortedTerms sorted = sorted(of);
    if (sorted == null) {
      return null;
    }
    int[] all = of.data();
    int[] documents = room.ints(sorted.documentsEnd());
    for (int document = 0; document < order.length; document++) {
      int event = order[document];
      int to = of.to(event);
      for (int at = of.from(event); at < to; at++) {
        documents[placeOf[all[at]]++] = document;
      }
    }
    return new InvertedTerms(sorted, documents);
  }

  /** The words that events have, with room for each as often as they have it. */
  private @Nullable SortedTerms sorted(IntLists of) {
    Arrays.fill(counts, 0);
    int[] all = of.data();
    int end = order.length == 0 ? 0 : of.to(content.to() - 1);
    for (int at = of.from(content.from()); at < end; at++) {
      if (all[at] != SegmentBuilder.NEXT_MESSAGE) {
        counts[all[at]]++;
      }
    }
    int[] ids = counted();
    if (ids.length == 0) {
      return null;
    }
    var copied = new TermCopy(words, new byte[0][], ids, room);
    TermOrder.sort(words, ids, 0, ids.length);
    int[] ends = room.ints(ids.length);
    int place = 0;
    for (int i = 0; i < ids.length; i++) {
      copied.add(ids[i]);
      placeOf[ids[i]] = place;
      place += counts[ids[i]];
      ends[i] = place;
    }
    return copied.sorted(0, ends);
  }

  private int[] counted() {
    int found = 0;
    int[] ids = room.ints(words.size());
    for (int id = 0; id < words.size(); id++) {
      if (counts[id] > 0) {
        ids[found++] = id;
      }
    }
    return Arrays.copyOf(ids, found);
  }
}
