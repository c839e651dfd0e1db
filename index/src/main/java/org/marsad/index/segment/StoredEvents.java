package org.marsad.index.segment;

import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.EventBlock;
import org.marsad.index.block.HexTable;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.index.field.EventCodec;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;

/**
 * The events of the documents of a segment. They lie in blocks of up to {@link #BLOCK}, see {@link
 * EventPlaces}; the block that was read last is kept. Where a segment has none, as those of
 * incidents, each document holds its own. Cheap to make; one thread.
 */
public final class StoredEvents {
  /** Events in a block. */
  public static final int BLOCK = EventBlock.MAX_ROWS;

  private final LeafReader reader;
  private final boolean apart;
  private final @Nullable LiveDirectory live;
  private final EventPlaces places;
  private @Nullable EventBlock block;
  private @Nullable EventBlock firstBlock;
  private @Nullable BinaryDocValues blocks;
  private int known = -1;
  private int knownFirst = -1;

  /** The events of a segment. */
  public StoredEvents(LeafReader reader) {
    this.reader = reader;
    this.live =
        FilterLeafReader.unwrap(reader) instanceof SegmentReader segment
                && segment.directory() instanceof LiveDirectory directory
            ? directory
            : null;
    this.places = new EventPlaces(reader);
    this.apart = reader.getFieldInfos().fieldInfo(IndexFields.BLOCK) == null;
  }

  /**
   * Puts the event of a document into a batch as its next row.
   *
   * @throws IOException if it cannot be read
   */
  public void load(int document, EventBatch.Builder batch) throws IOException {
    if (live != null) {
      live.load(document, batch);
    } else if (apart) {
      loadApart(document, batch);
    } else {
      block(document).row(places.row(), batch);
    }
  }

  private void loadApart(int document, EventBatch.Builder batch) throws IOException {
    BytesRef source =
        reader
            .storedFields()
            .document(document, Set.of(DocumentBuilder.SOURCE))
            .getBinaryValue(DocumentBuilder.SOURCE);
    if (source == null) {
      throw new IOException("the event of document " + document + " is missing");
    }
    EventCodec.decode(source, batch);
  }

  /** Puts an event of a batch into another as its next row. */
  public static void copy(EventBatch batch, int row, EventBatch.Builder into) {
    into.copy(batch, row, batch.indexed(row));
  }

  /**
   * As {@link #load}, but of the event's values only those of some fields, and an empty original.
   *
   * @param fields their ids in the batch's schema
   */
  public void load(int document, BitSet fields, EventBatch.Builder batch) throws IOException {
    if (live != null) {
      live.load(document, batch);
    } else if (apart) {
      loadApart(document, batch);
    } else {
      block(document).values(places.row(), fields, batch);
    }
  }

  /** Adds what the blocks of the segment point at, as far as every 256th event tells. */
  void addShared(HexTable table) throws IOException {
    if (live != null || apart) {
      return;
    }
    var seen = new BitSet();
    for (int document = 0; document < reader.maxDoc(); document += BLOCK) {
      places.go(document);
      int first = places.firstDocument();
      if (!seen.get(first)) {
        seen.set(first);
        table.addAll(first(first).shared());
      }
    }
  }

  /** The block of a document, and its place there. */
  private EventBlock block(int document) throws IOException {
    places.go(document);
    EventBlock open = block;
    if (open == null || places.block() != known) {
      open = open(places.document(), places.firstDocument());
      block = open;
      known = places.block();
    }
    if (places.row() >= open.size()) {
      throw new IOException(
          "a block of " + open.size() + " events has none for document " + document);
    }
    return open;
  }

  private EventBlock open(int at, int first) throws IOException {
    EventBlock open = BlockCache.get(reader, at);
    if (open == null) {
      EventBlock before = at == first ? null : first(first);
      open = EventBlock.open(read(at), before, TextDictionaries.of(reader));
      BlockCache.put(reader, at, open);
    }
    return open;
  }

  /** The first block of a segment as it was built, which the others need. */
  private EventBlock first(int at) throws IOException {
    EventBlock open = firstBlock;
    if (open == null || knownFirst != at) {
      open = open(at, at);
      firstBlock = open;
      knownFirst = at;
    }
    return open;
  }

  private BytesRef read(int at) throws IOException {
    BinaryDocValues values = blocks;
    if (values == null || values.docID() > at) {
      values = DocValues.getBinary(reader, IndexFields.BLOCK);
      blocks = values;
    }
    if (values.docID() != at && !values.advanceExact(at)) {
      throw new IOException("block " + at + " of events is missing");
    }
    return values.binaryValue();
  }
}
