package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the terms of a segment that may have some parts, found by their {@link Grams}. One
 * thread.
 */
public final class PartTerms {
  /** The shortest part that finds terms, in bytes. */
  public static final int MIN_PART = Grams.SIZE;

  private final TermsEnum terms;
  private final Grammed grammed;
  private final int last;
  private int run = -1;
  private boolean inRun;
  private byte @Nullable [] end;

  private PartTerms(TermsEnum terms, Grammed grammed, int last) {
    this.terms = terms;
    this.grammed = grammed;
    this.last = last;
  }

  /** Whether parts of the terms of a field can be looked for in a segment. */
  public static boolean isIn(LeafReader segment, String gramField) throws IOException {
    // What another program merged has documents where the runs were.
    return FilterLeafReader.unwrap(segment) instanceof SegmentReader reader
        && SegmentWriter.SOURCE.equals(
            reader.getSegmentInfo().info.getDiagnostics().get(SegmentWriter.SOURCE_KEY))
        && segment.getFieldInfos().fieldInfo(gramField) != null;
  }

  /**
   * The terms of a field that may have all of some parts; null if there are none.
   *
   * @param prefix what all terms that are looked for begin with: a name and what ends it, or
   *     nothing
   * @param parts each at least {@link #MIN_PART} bytes
   */
  public static @Nullable PartTerms of(
      LeafReader segment, String field, String gramField, byte[] prefix, List<byte[]> parts)
      throws IOException {
    Terms terms = segment.terms(field);
    Terms grams = segment.terms(gramField);
    BinaryDocValues firsts = segment.getBinaryDocValues(gramField);
    if (terms == null || grams == null || firsts == null) {
      return null;
    }
    Grammed grammed = Grammed.of(grams, firsts, prefix, parts);
    return grammed == null ? null : new PartTerms(terms.iterator(), grammed, segment.maxDoc() - 1);
  }

  /** About how many terms will be looked at, at most. */
  public long cost() {
    return grammed.cost() << 7;
  }

  /** The next term, or null. */
  public @Nullable BytesRef next() throws IOException {
    while (true) {
      BytesRef term = inRun ? terms.next() : begin();
      byte[] behind = end;
      inRun = term != null && (behind == null || compare(term, behind) < 0);
      if (inRun) {
        return term;
      }
      if (run == PostingsEnum.NO_MORE_DOCS || term == null && behind == null) {
        return null;
      }
    }
  }

  private static int compare(BytesRef term, byte[] other) {
    return Arrays.compareUnsigned(
        term.bytes, term.offset, term.offset + term.length, other, 0, other.length);
  }

  /** Goes to the first term of the next run. */
  private @Nullable BytesRef begin() throws IOException {
    run = grammed.next();
    if (run == PostingsEnum.NO_MORE_DOCS) {
      end = null;
      return null;
    }
    BytesRef first = BytesRef.deepCopyOf(grammed.first(run));
    end = run < last ? grammed.firstOrNull(run + 1) : null;
    return terms.seekCeil(first) == TermsEnum.SeekStatus.END ? null : terms.term();
  }

  /** The documents of the term at hand. */
  public PostingsEnum documents(@Nullable PostingsEnum reuse) throws IOException {
    return terms.postings(reuse, PostingsEnum.NONE);
  }

  /** The runs that have all grams. */
  private static final class Grammed {
    private final PostingsEnum[] grams;
    private final BinaryDocValues firsts;
    private final long cost;

    private Grammed(PostingsEnum[] grams, BinaryDocValues firsts, long cost) {
      this.grams = grams;
      this.firsts = firsts;
      this.cost = cost;
    }

    static @Nullable Grammed of(
        Terms terms, BinaryDocValues firsts, byte[] prefix, List<byte[]> parts) throws IOException {
      TermsEnum all = terms.iterator();
      var found = new TreeMap<BytesRef, PostingsEnum>();
      for (byte[] part : parts) {
        for (int at = 0; at + Grams.SIZE <= part.length; at++) {
          byte[] gram = Arrays.copyOf(prefix, prefix.length + Grams.SIZE);
          System.arraycopy(part, at, gram, prefix.length, Grams.SIZE);
          var key = new BytesRef(gram);
          if (!found.containsKey(key)) {
            if (!all.seekExact(key)) {
              return null;
            }
            found.put(key, all.postings(null, PostingsEnum.NONE));
          }
        }
      }
      PostingsEnum[] grams = found.values().toArray(PostingsEnum[]::new);
      Arrays.sort(grams, Comparator.comparingLong(PostingsEnum::cost));
      return new Grammed(grams, firsts, grams[0].cost());
    }

    long cost() {
      return cost;
    }

    /** The next run, or {@link PostingsEnum#NO_MORE_DOCS}. */
    int next() throws IOException {
      int run = grams[0].nextDoc();
      int agreed = 1;
      while (agreed < grams.length && run != PostingsEnum.NO_MORE_DOCS) {
        PostingsEnum gram = grams[agreed];
        int at = gram.docID() < run ? gram.advance(run) : gram.docID();
        if (at == run) {
          agreed++;
        } else {
          run = at == PostingsEnum.NO_MORE_DOCS ? at : grams[0].advance(at);
          agreed = 1;
        }
      }
      return run;
    }

    BytesRef first(int run) throws IOException {
      if (firsts.docID() < run && !firsts.advanceExact(run)) {
        throw new IOException("the first term of run " + run + " is missing");
      }
      return firsts.binaryValue();
    }

    byte @Nullable [] firstOrNull(int run) throws IOException {
      return firsts.advanceExact(run) ? BytesRef.deepCopyOf(firsts.binaryValue()).bytes : null;
    }
  }
}
