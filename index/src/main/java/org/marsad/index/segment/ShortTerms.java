package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.BlockDigits;
import org.marsad.index.block.Digits;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;

/**
 * The values of a field in a segment of which {@link HexTerms} have no more than a hash: their
 * digits lie in blocks, which are read for these alone. One thread.
 */
public final class ShortTerms {
  /** Digits of the longest that may be short, in bytes, and what says how they are written. */
  private static final int LONGEST = 1 + 128;

  private final LeafReader segment;
  private final byte[] name;
  private final byte[] field;
  private final Predicate<BytesRef> fits;
  private final BytesRef term;
  private final EventPlaces places;
  private @Nullable BinaryDocValues blocks;
  private @Nullable StoredEvents events;
  private @Nullable Schema schema;

  /**
   * Those of a field.
   *
   * @param name of the field and what ends it
   * @param fits which are looked for, told by the terms that they would be if they were not short
   */
  public ShortTerms(LeafReader segment, byte[] name, Predicate<BytesRef> fits) {
    this.segment = segment;
    this.name = name;
    this.fits = fits;
    field = Arrays.copyOf(name, name.length - 1);
    term = new BytesRef(Arrays.copyOf(name, name.length + LONGEST));
    places = new EventPlaces(segment);
  }

  /**
   * Whether there are any of a field.
   *
   * @param terms of {@link IndexFields#HEX_VALUES}, moved
   */
  public static boolean areIn(TermsEnum terms, byte[] name) throws IOException {
    byte[] begin = Arrays.copyOf(name, name.length + 1);
    begin[name.length] = HexTerms.SHORT;
    var start = new BytesRef(begin);
    return terms.seekCeil(start) != TermsEnum.SeekStatus.END
        && StringHelper.startsWith(terms.term(), start);
  }

  /** The documents with one that fits; those with a term that is not short may be among them. */
  public FixedBitSet find() throws IOException {
    var found = new FixedBitSet(segment.maxDoc());
    int size = Math.multiplyExact(MergedBlocks.count(segment), StoredEvents.BLOCK);
    var hits = new FixedBitSet(size);
    var others = new FixedBitSet(size);
    BinaryDocValues each = DocValues.getBinary(segment, IndexFields.BLOCK);
    int first = 0;
    boolean any = false;
    while (each.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
      var look = new Look(first, hits, others);
      BlockDigits.each(each.binaryValue(), field, look);
      any |= look.any;
      first += StoredEvents.BLOCK;
    }
    for (int document = 0; any && document < segment.maxDoc(); document++) {
      places.go(document);
      int at = places.block() * StoredEvents.BLOCK + places.row();
      if (hits.get(at) || (others.get(at) && isInEvent(document))) {
        found.set(document);
      }
    }
    return found;
  }

  /** Whether a document has one that fits. */
  public boolean isIn(int document) throws IOException {
    places.go(document);
    int at = places.document();
    BinaryDocValues values = blocks;
    if (values == null || values.docID() > at) {
      values = DocValues.getBinary(segment, IndexFields.BLOCK);
      blocks = values;
    }
    if (values.docID() != at && !values.advanceExact(at)) {
      throw new IOException("block " + at + " of events is missing");
    }
    var hits = new FixedBitSet(StoredEvents.BLOCK);
    var others = new FixedBitSet(StoredEvents.BLOCK);
    BlockDigits.each(values.binaryValue(), field, new Look(0, hits, others));
    return hits.get(places.row()) || (others.get(places.row()) && isInEvent(document));
  }

  /** Puts down which rows of a block have one that fits. */
  private final class Look implements BlockDigits.Sink {
    private final int first;
    private final FixedBitSet hits;
    private final FixedBitSet others;
    private boolean any;

    Look(int first, FixedBitSet hits, FixedBitSet others) {
      this.first = first;
      this.hits = hits;
      this.others = others;
    }

    @Override
    public void value(int row, int form, byte[] bytes, int at, int digits) {
      int size = HexTerms.term(form, bytes, at, digits, term.bytes, name.length);
      term.length = name.length + size;
      if (fits.test(term)) {
        hits.set(first + row);
        any = true;
      }
    }

    @Override
    public void other(int row) {
      others.set(first + row);
      any = true;
    }
  }

  /** Whether a document has one that fits, by its event. */
  private boolean isInEvent(int document) throws IOException {
    Schema of = schema;
    StoredEvents stored = events;
    if (of == null || stored == null) {
      of = new Schema();
      stored = new StoredEvents(segment);
      schema = of;
      events = stored;
    }
    EventBatch.Builder one = EventBatch.single(of);
    stored.load(document, one);
    EventBatch event = one.build();
    for (int slice = event.firstSlice(0); slice < event.endSlice(0); slice++) {
      int from = event.offset(slice);
      int to = from + event.length(slice);
      if (Digits.areDice(event.bytes(), from, to)
          && Arrays.equals(of.field(event.field(slice)).name().getBytes(UTF_8), field)) {
        byte[] folded = Fold.bytes(event.bytes(), from, to);
        byte[] named = Arrays.copyOf(name, name.length + folded.length);
        System.arraycopy(folded, 0, named, name.length, folded.length);
        BytesRef whole = HexTerms.of(new BytesRef(named), name.length);
        if (whole != null && fits.test(whole)) {
          return true;
        }
      }
    }
    return false;
  }
}
