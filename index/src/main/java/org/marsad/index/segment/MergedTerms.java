package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat.IntBlockTermState;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * The terms of several segments as those of one: all of them are in order, so the next is the least
 * of the next ones of each, and its documents are those it has in each. Grams are made of the terms
 * that go by. One thread.
 */
final class MergedTerms extends GrammedTerms {
  /** Of so many terms one asks whether it goes on; a power of two. */
  private static final int EVERY = 1 << 12;

  /** Bytes of a term of {@link IndexFields#NUMBERS} behind the name and what ends it. */
  private static final int NUMBER = 1 + Long.BYTES;

  private final List<LeafReader> segments;
  private final MergeOrder order;
  private final GatheredPostings gathered;
  private final GatheredPlaces gatheredPlaces = new GatheredPlaces();
  private final BooleanSupplier goesOn;

  /** What terms of numbers begin with that are in a column of numbers, which says all of them. */
  private final List<byte[]> inColumns = new ArrayList<>();

  private @Nullable Grams passing;

  /**
   * The terms of these segments.
   *
   * @param columns those that will be written
   * @param goesOn asked now and then; where it says no, an {@link InterruptedIOException} ends it
   */
  MergedTerms(
      List<LeafReader> segments,
      MergeOrder order,
      List<String> fields,
      List<MergedColumn> columns,
      BooleanSupplier goesOn) {
    super(fields);
    this.segments = segments;
    this.order = order;
    this.goesOn = goesOn;
    gathered = new GatheredPostings(order.size());
    for (MergedColumn column : columns) {
      if (column.numbers()) {
        inColumns.add((column.name() + (char) IndexFields.SEPARATOR).getBytes(UTF_8));
      }
    }
  }

  @Override
  @Nullable Terms inverted(String field) throws IOException {
    var sources = new Terms[segments.size()];
    long size = 0;
    boolean any = false;
    for (int i = 0; i < sources.length; i++) {
      Terms terms = segments.get(i).terms(field);
      sources[i] = terms;
      any |= terms != null;
      size += terms == null ? 0 : Math.max(0, terms.size());
    }
    passing = any ? new Grams(field.equals(IndexFields.VALUES), size, order.size()) : null;
    boolean placed = field.equals(IndexFields.MESSAGE_WORDS);
    return any ? new Merged(field, sources, size, placed, passing) : null;
  }

  /** Whether a term is of a number that is in a column. */
  private boolean isInColumn(BytesRef term) {
    for (byte[] name : inColumns) {
      if (term.length == name.length + NUMBER
          && Arrays.equals(
              name, 0, name.length, term.bytes, term.offset, term.offset + name.length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGrammed(String field) {
    return field.equals(IndexFields.VALUES)
        || field.equals(IndexFields.MESSAGE_WORDS)
        || field.equals(IndexFields.WORDS);
  }

  @Override
  @Nullable Grams grams(boolean named) {
    Grams made = passing;
    if (made != null) {
      made.end();
    }
    passing = null;
    return made;
  }

  /** The terms of a field in all of them. */
  private final class Merged extends ForwardTerms {
    private final String field;
    private final @Nullable Terms[] sources;
    private final long size;
    private final boolean placed;
    private final @Nullable Grams grams;

    Merged(
        String field, @Nullable Terms[] sources, long size, boolean placed, @Nullable Grams grams) {
      this.field = field;
      this.sources = sources;
      this.size = size;
      this.placed = placed;
      this.grams = grams;
    }

    @Override
    public TermsEnum iterator() throws IOException {
      var terms = new @Nullable TermsEnum[sources.length];
      for (int i = 0; i < terms.length; i++) {
        Terms of = sources[i];
        terms[i] = of == null ? null : of.iterator();
      }
      boolean numbers = field.equals(IndexFields.NUMBERS);
      return new Walk(terms, placed, numbers, isGrammed(field) ? grams : null);
    }

    /** At most. */
    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean hasFreqs() {
      return placed;
    }

    @Override
    public boolean hasPositions() {
      return placed;
    }
  }

  /** Goes through them, once. */
  private final class Walk extends ForwardTermsEnum {
    private final @Nullable TermsEnum[] sources;
    private final TermMerge merge;
    private final boolean placed;
    private final boolean numbers;
    private final @Nullable Grams grams;
    private final @Nullable PostingsEnum[] found;
    private int terms;

    Walk(@Nullable TermsEnum[] sources, boolean placed, boolean numbers, @Nullable Grams grams) {
      this.sources = sources;
      this.numbers = numbers;
      this.merge = new TermMerge(sources);
      this.placed = placed;
      this.grams = grams;
      found = new PostingsEnum[sources.length];
    }

    @Override
    public @Nullable BytesRef next() throws IOException {
      if ((++terms & (EVERY - 1)) == 0 && !goesOn.getAsBoolean()) {
        throw new InterruptedIOException("told to end");
      }
      do {
        if (!merge.next()) {
          return null;
        }
      } while (numbers && isInColumn(merge.term()));
      if (grams != null) {
        grams.add(merge.term());
      }
      return merge.term();
    }

    @Override
    int single() throws IOException {
      if (placed || merge.count() > 1) {
        return SEVERAL;
      }
      int source = merge.source(0);
      TermsEnum of = requireNonNull(sources[source]);
      return of.docFreq() == 1 && of.termState() instanceof IntBlockTermState only
          ? order.documents(source)[only.singletonDocID]
          : SEVERAL;
    }

    @Override
    public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) throws IOException {
      return placed ? places() : documents();
    }

    private PostingsEnum documents() throws IOException {
      gathered.clear();
      for (int i = 0; i < merge.count(); i++) {
        int source = merge.source(i);
        TermsEnum of = requireNonNull(sources[source]);
        int[] documents = order.documents(source);
        int count = of.docFreq();
        if (count == documents.length) {
          gathered.addAll(documents);
        } else if (count == 1 && of.termState() instanceof IntBlockTermState single) {
          // Most terms have one document, and the codec keeps it beside the term.
          gathered.add(documents[single.singletonDocID]);
        } else {
          PostingsEnum all = of.postings(found[source], PostingsEnum.NONE);
          found[source] = all;
          gathered.addAll(all, count, documents);
        }
      }
      gathered.begin();
      return gathered;
    }

    private PostingsEnum places() throws IOException {
      gatheredPlaces.clear();
      for (int i = 0; i < merge.count(); i++) {
        int source = merge.source(i);
        PostingsEnum all =
            requireNonNull(sources[source]).postings(found[source], PostingsEnum.POSITIONS);
        found[source] = all;
        int[] documents = order.documents(source);
        for (int at = all.nextDoc(); at != PostingsEnum.NO_MORE_DOCS; at = all.nextDoc()) {
          for (int left = all.freq(); left > 0; left--) {
            gatheredPlaces.add(documents[at], all.nextPosition());
          }
        }
      }
      gatheredPlaces.begin();
      return gatheredPlaces;
    }

    @Override
    public BytesRef term() {
      return merge.term();
    }
  }
}
