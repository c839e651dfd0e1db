package org.marsad.index.search;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;

/**
 * Documents with a term from one on and before another: a range of numbers, addresses or values,
 * and what begins alike. Terms are sorted, so it goes to the first and on to the last.
 */
final class TermSpanQuery extends FoundQuery {
  /** How many terms are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  /** So many terms are counted to tell what they cost; with more it is a large part of all. */
  private static final int FEW = 16;

  private final Span span;
  private final BooleanSupplier over;

  private TermSpanQuery(Span span, BooleanSupplier over, @Nullable Remembered remembered) {
    super(span.field, span, remembered);
    this.span = span;
    this.over = over;
  }

  /**
   * What is asked.
   *
   * @param from the first term
   * @param to the term behind the last
   * @param isPrefix whether all these begin with the first
   */
  private record Span(String field, BytesRef from, BytesRef to, boolean isPrefix) {}

  /** Terms between two. */
  static TermSpanQuery between(
      String field,
      BytesRef first,
      boolean firstIn,
      BytesRef last,
      boolean lastIn,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    BytesRef from = firstIn ? first : behind(first);
    BytesRef to = lastIn ? behind(last) : last;
    return new TermSpanQuery(new Span(field, from, to, false), over, remembered);
  }

  /** Terms that begin with one, which is not empty and not of highest bytes alone. */
  static TermSpanQuery prefix(
      String field, BytesRef prefix, BooleanSupplier over, @Nullable Remembered remembered) {
    BytesRef to = BytesRef.deepCopyOf(prefix);
    while (to.bytes[to.offset + to.length - 1] == -1) {
      to.length--;
    }
    to.bytes[to.offset + to.length - 1]++;
    return new TermSpanQuery(new Span(field, prefix, to, true), over, remembered);
  }

  /** The least term that is greater. */
  private static BytesRef behind(BytesRef term) {
    var behind = new BytesRef(term.length + 1);
    System.arraycopy(term.bytes, term.offset, behind.bytes, 0, term.length);
    behind.length = term.length + 1;
    return behind;
  }

  /** Whether its terms begin alike. */
  boolean isPrefix() {
    return span.isPrefix;
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    Terms terms = segment.terms(field());
    if (terms == null) {
      return null;
    }
    TermsEnum each = terms.iterator();
    if (!seek(each)) {
      return null;
    }
    long cost = cost(each, segment.maxDoc());
    return new Look() {
      @Override
      public long cost() {
        return cost;
      }

      @Override
      public Documents documents() throws IOException {
        return find(each, segment.maxDoc());
      }
    };
  }

  /** Goes to the first term; whether there is one. */
  private boolean seek(TermsEnum each) throws IOException {
    return each.seekCeil(span.from) != TermsEnum.SeekStatus.END && isIn(each.term());
  }

  private boolean isIn(@Nullable BytesRef term) {
    return term != null && term.compareTo(span.to) < 0;
  }

  private long cost(TermsEnum each, int most) throws IOException {
    long cost = each.docFreq();
    for (int looked = 1; isIn(each.next()); looked++) {
      if (looked == FEW || cost >= most) {
        return most;
      }
      cost += each.docFreq();
    }
    return cost;
  }

  private Documents find(TermsEnum each, int all) throws IOException {
    var builder = new DocIdSetBuilder(all);
    PostingsEnum documents = null;
    int looked = 0;
    for (boolean more = seek(each); more; more = isIn(each.next())) {
      if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
        throw new SearchEnded();
      }
      documents = each.postings(documents, PostingsEnum.NONE);
      builder.add(documents);
    }
    return Documents.of(builder.build());
  }

  @Override
  public String toString(String asked) {
    return span.field + ":[" + span.from + " TO " + span.to + "}";
  }
}
