package org.marsad.index.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;
import org.marsad.model.event.Field;

/** Documents with one of many terms, which are looked up in their order. */
final class TermListQuery extends FoundQuery {
  /** How many terms are looked up before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  /** About what a term takes in memory besides its bytes. */
  private static final int TERM = 48;

  private final BytesRef[] sorted;
  private final BooleanSupplier over;

  /** How long what stands before digits is, which may be short terms; else 0. */
  private final int nameLength;

  private TermListQuery(
      String field,
      BytesRef[] sorted,
      int nameLength,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    super(field, new Asked(field, List.of(sorted)), length(sorted), remembered);
    this.sorted = sorted;
    this.nameLength = nameLength;
    this.over = over;
  }

  private static long length(BytesRef[] terms) {
    long length = 0;
    for (BytesRef term : terms) {
      length += term.length + TERM;
    }
    return length;
  }

  /** Documents with one of these terms of a field. */
  static TermListQuery of(
      String field,
      Collection<BytesRef> terms,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    return new TermListQuery(field, sorted(terms), 0, over, remembered);
  }

  /** Documents with one of these values of a field that are digits, see {@link HexTerms}. */
  static TermListQuery ofDigits(
      Field field,
      Collection<BytesRef> terms,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    int nameLength = FieldTerms.named(field).length() + 1;
    return new TermListQuery(IndexFields.HEX_VALUES, sorted(terms), nameLength, over, remembered);
  }

  private static BytesRef[] sorted(Collection<BytesRef> terms) {
    BytesRef[] sorted = terms.toArray(BytesRef[]::new);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Whether it is one value. */
  boolean isOne() {
    return sorted.length == 1;
  }

  /**
   * What is asked; its hash is computed once, since a list may be long, and so is, for who asks of
   * many segments, whether it is the same as what was asked before.
   */
  private static final class Asked {
    private final String field;
    private final List<BytesRef> terms;
    private final int hash;

    /** One that is equal; two threads may both find one out, which costs little. */
    private @Nullable Asked same;

    Asked(String field, List<BytesRef> terms) {
      this.field = field;
      this.terms = terms;
      this.hash = field.hashCode() * 31 + terms.hashCode();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another that is equal only costs the comparison
    public boolean equals(@Nullable Object other) {
      if (this == other || (other != null && other == same)) {
        return true;
      }
      if (other instanceof Asked that
          && hash == that.hash
          && field.equals(that.field)
          && terms.equals(that.terms)) {
        same = that;
        return true;
      }
      return false;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    Terms terms = segment.terms(field());
    if (terms == null) {
      return null;
    }
    return new Look() {
      @Override
      public long cost() {
        return sorted.length;
      }

      @Override
      public Documents documents() throws IOException {
        if (nameLength == 0) {
          return find(terms.iterator(), segment.maxDoc());
        }
        var builder = new DocIdSetBuilder(segment.maxDoc());
        HexWalk.lookUp(segment, sorted, nameLength, over, builder::add);
        return Documents.of(builder.build());
      }
    };
  }

  private Documents find(TermsEnum each, int all) throws IOException {
    var builder = new DocIdSetBuilder(all);
    PostingsEnum documents = null;
    for (int i = 0; i < sorted.length; i++) {
      if ((i + 1) % ASK_EVERY == 0 && over.getAsBoolean()) {
        throw new SearchEnded();
      }
      if (each.seekExact(sorted[i])) {
        documents = each.postings(documents, PostingsEnum.NONE);
        builder.add(documents);
      }
    }
    return Documents.of(builder.build());
  }

  @Override
  public String toString(String asked) {
    return field() + ":(" + sorted.length + " terms)";
  }
}
