package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the terms of a segment that may have some parts, found by their {@link Grams}, or
 * through all of them. One thread.
 */
public final class PartTerms {
  /** The shortest part that finds terms, in bytes. */
  public static final int MIN_PART = Grams.SIZE;

  private static final byte[] OPAQUE = {-1, -1, -1};
  private static final byte[] RANDOM = {-1, -1, -2};

  private final TermsEnum terms;
  private final @Nullable Grammed grammed;
  private final byte[] prefix;
  private final int last;
  private int run = -1;
  private boolean inRun;
  private byte @Nullable [] end;

  private PartTerms(TermsEnum terms, @Nullable Grammed grammed, byte[] prefix, int last) {
    this.terms = terms;
    this.grammed = grammed;
    this.prefix = prefix;
    this.last = last;
  }

  /** Whether parts of the terms of a field can be looked for in a segment. */
  public static boolean isIn(LeafReader segment, String gramField) throws IOException {
    // What another program merged has documents where the runs were.
    return SegmentWriter.wrote(segment) && segment.getFieldInfos().fieldInfo(gramField) != null;
  }

  /**
   * The terms of a field that may have all of some parts; null if there are none.
   *
   * @param prefix what all terms that are looked for begin with: a name and what ends it, or
   *     nothing
   * @param parts each at least {@link #MIN_PART} bytes
   * @param literals all that a term must have, short parts too
   */
  public static @Nullable PartTerms of(
      LeafReader segment,
      String field,
      String gramField,
      byte[] prefix,
      List<byte[]> parts,
      byte[] literals)
      throws IOException {
    Terms terms = segment.terms(field);
    Terms grams = segment.terms(gramField);
    BinaryDocValues firsts = segment.getBinaryDocValues(gramField);
    if (terms == null || grams == null || firsts == null) {
      return null;
    }
    Grammed grammed = Grammed.of(grams, firsts, prefix, parts, literals);
    return grammed == null
        ? null
        : new PartTerms(terms.iterator(), grammed, prefix, segment.maxDoc() - 1);
  }

  /** All terms of a field that begin with a prefix; null if there are none. */
  public static @Nullable PartTerms all(LeafReader segment, String field, byte[] prefix)
      throws IOException {
    Terms terms = segment.terms(field);
    return terms == null ? null : new PartTerms(terms.iterator(), null, prefix, 0);
  }

  /** About how many terms will be looked at, at most. */
  public long cost() {
    return grammed == null ? Long.MAX_VALUE : grammed.cost() << Grams.FIRST_SHIFT;
  }

  /** The next term, or null. */
  public @Nullable BytesRef next() throws IOException {
    Grammed runs = grammed;
    return runs == null ? nextOfAll() : next(runs);
  }

  private @Nullable BytesRef nextOfAll() throws IOException {
    BytesRef term = null;
    if (inRun) {
      term = terms.next();
    } else if (run < 0) {
      run = 0;
      boolean found = terms.seekCeil(new BytesRef(prefix)) != TermsEnum.SeekStatus.END;
      term = found ? terms.term() : null;
    }
    inRun = term != null && StringHelper.startsWith(term, new BytesRef(prefix));
    return inRun ? term : null;
  }

  private @Nullable BytesRef next(Grammed runs) throws IOException {
    while (true) {
      BytesRef term = inRun ? terms.next() : begin(runs);
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
  private @Nullable BytesRef begin(Grammed runs) throws IOException {
    run = runs.next(run + 1);
    if (run == PostingsEnum.NO_MORE_DOCS) {
      end = null;
      return null;
    }
    BytesRef first = BytesRef.deepCopyOf(runs.first(run));
    end = run < last ? runs.firstOrNull(run + 1) : null;
    return terms.seekCeil(first) == TermsEnum.SeekStatus.END ? null : terms.term();
  }

  /** The documents of the term at hand. */
  public PostingsEnum documents(@Nullable PostingsEnum reuse) throws IOException {
    return terms.postings(reuse, PostingsEnum.NONE);
  }

  /** The runs that have all grams, and those with opaque terms if these may fit too. */
  private static final class Grammed {
    private final PostingsEnum[] grams;
    private final PostingsEnum[] opaque;
    private final BinaryDocValues firsts;

    private Grammed(PostingsEnum[] grams, PostingsEnum[] opaque, BinaryDocValues firsts) {
      this.grams = grams;
      this.opaque = opaque;
      this.firsts = firsts;
    }

    static @Nullable Grammed of(
        Terms terms, BinaryDocValues firsts, byte[] prefix, List<byte[]> parts, byte[] literals)
        throws IOException {
      TermsEnum all = terms.iterator();
      PostingsEnum[] opaque = opaque(all, prefix, literals);
      var found = new TreeMap<BytesRef, PostingsEnum>();
      for (byte[] part : parts) {
        for (int at = 0; at + Grams.SIZE <= part.length; at++) {
          var gram = new BytesRef(part, at, Grams.SIZE);
          if (!found.containsKey(gram)) {
            PostingsEnum runs = runs(all, prefix, part, at);
            if (runs == null) {
              return opaque.length == 0 ? null : new Grammed(new PostingsEnum[0], opaque, firsts);
            }
            found.put(gram, runs);
          }
        }
      }
      PostingsEnum[] grams = found.values().toArray(PostingsEnum[]::new);
      Arrays.sort(grams, Comparator.comparingLong(PostingsEnum::cost));
      return new Grammed(grams, opaque, firsts);
    }

    /** The runs with terms that have no grams of their own, if these may fit. */
    private static PostingsEnum[] opaque(TermsEnum all, byte[] prefix, byte[] literals)
        throws IOException {
      var found = new ArrayList<PostingsEnum>();
      if (Grams.couldBeOpaque(literals, 0, literals.length)) {
        add(runs(all, prefix, OPAQUE, 0), found);
      }
      if (RandomValues.couldHave(literals, 0, literals.length)) {
        add(runs(all, prefix, RANDOM, 0), found);
      }
      return found.toArray(PostingsEnum[]::new);
    }

    private static void add(@Nullable PostingsEnum runs, List<PostingsEnum> to) {
      if (runs != null) {
        to.add(runs);
      }
    }

    private static @Nullable PostingsEnum runs(TermsEnum all, byte[] prefix, byte[] part, int at)
        throws IOException {
      byte[] gram = Arrays.copyOf(prefix, prefix.length + Grams.SIZE);
      System.arraycopy(part, at, gram, prefix.length, Grams.SIZE);
      return all.seekExact(new BytesRef(gram)) ? all.postings(null, PostingsEnum.NONE) : null;
    }

    long cost() {
      long cost = grams.length == 0 ? 0 : grams[0].cost();
      for (PostingsEnum runs : opaque) {
        cost += runs.cost();
      }
      return cost;
    }

    /** The first run from one on, or {@link PostingsEnum#NO_MORE_DOCS}. */
    int next(int from) throws IOException {
      int run = grams.length == 0 ? PostingsEnum.NO_MORE_DOCS : agreed(from);
      for (PostingsEnum runs : opaque) {
        run = Math.min(run, at(runs, from));
      }
      return run;
    }

    private int agreed(int from) throws IOException {
      int run = at(grams[0], from);
      int agreed = 1;
      while (agreed < grams.length && run != PostingsEnum.NO_MORE_DOCS) {
        int other = at(grams[agreed], run);
        if (other == run) {
          agreed++;
        } else {
          run = at(grams[0], other);
          agreed = 1;
        }
      }
      return run;
    }

    private static int at(PostingsEnum runs, int from) throws IOException {
      return runs.docID() < from ? runs.advance(from) : runs.docID();
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
