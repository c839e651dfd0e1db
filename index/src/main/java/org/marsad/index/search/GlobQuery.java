package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.search.PatternCache.Documents;
import org.marsad.index.segment.PartTerms;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;
import org.marsad.model.query.WildcardPattern.Run;

/**
 * Documents with a term that fits a pattern. The parts of the pattern find the terms where the
 * segment has {@link IndexFields#VALUE_GRAMS}; where it has not, or no part is long enough, all
 * terms are walked through that begin as the pattern does.
 */
final class GlobQuery extends Query {
  /** How many terms are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  private final String field;
  private final String gramField;
  private final byte[] prefix;
  private final WildcardPattern pattern;
  private final List<byte[]> parts;
  private final byte[] start;
  private final byte @Nullable [] needle;
  private final BooleanSupplier over;
  private final FoundDocuments found;

  private GlobQuery(
      String field,
      String gramField,
      byte[] prefix,
      WildcardPattern pattern,
      BooleanSupplier over) {
    this.field = field;
    this.gramField = gramField;
    this.prefix = prefix;
    this.pattern = pattern;
    this.parts = parts(pattern);
    this.start = start(prefix, pattern);
    this.needle = needle(pattern);
    this.over = over;
    this.found = new FoundDocuments(field, gramField, name(), pattern);
  }

  /** Documents with a value of a field that fits. */
  static Query values(String name, WildcardPattern pattern, BooleanSupplier over) {
    byte[] prefix = (name + (char) IndexFields.SEPARATOR).getBytes(StandardCharsets.UTF_8);
    boolean plain = name.indexOf(IndexFields.SEPARATOR) < 0;
    return new GlobQuery(
        IndexFields.VALUES, plain ? IndexFields.VALUE_GRAMS : "", prefix, pattern, over);
  }

  /** Documents with a word that fits, in a field of words. */
  static Query words(String field, WildcardPattern pattern, BooleanSupplier over) {
    String grams =
        field.equals(IndexFields.WORDS) ? IndexFields.WORD_GRAMS : IndexFields.MESSAGE_GRAMS;
    return new GlobQuery(field, grams, new byte[0], pattern, over);
  }

  /** Pieces that find terms; none where the first piece alone does, since terms are sorted. */
  private static List<byte[]> parts(WildcardPattern pattern) {
    var parts = new ArrayList<byte[]>();
    boolean first = true;
    boolean behindFirst = false;
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        byte[] bytes = Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= PartTerms.MIN_PART) {
          parts.add(bytes);
          behindFirst |= !first;
        }
      }
      first = false;
    }
    return behindFirst ? parts : List.of();
  }

  /** What terms that fit begin with. */
  private static byte[] start(byte[] prefix, WildcardPattern pattern) {
    byte[] first =
        !pattern.parts().isEmpty() && pattern.parts().getFirst() instanceof Literal literal
            ? Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    byte[] start = Arrays.copyOf(prefix, prefix.length + first.length);
    System.arraycopy(first, 0, start, prefix.length, first.length);
    return start;
  }

  /** What a term must have somewhere, if the pattern asks for nothing else. */
  private static byte @Nullable [] needle(WildcardPattern pattern) {
    return pattern.parts().size() == 3
            && pattern.parts().get(0) instanceof Run
            && pattern.parts().get(1) instanceof Literal literal
            && pattern.parts().get(2) instanceof Run
        ? Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8)
        : null;
  }

  private static byte[] literals(WildcardPattern pattern) {
    var text = new StringBuilder();
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        text.append(Fold.text(literal.text()));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether it looks for values of a field, not for words. */
  boolean isOfValues() {
    return field.equals(IndexFields.VALUES);
  }

  /** Whether pieces of the pattern find the terms. */
  boolean hasParts() {
    return !parts.isEmpty() && !gramField.isEmpty();
  }

  /** Whether it walks through those terms alone that begin as the pattern does. */
  boolean hasStart() {
    return start.length > prefix.length;
  }

  /** The pattern as Lucene writes one. */
  private static String text(WildcardPattern pattern) {
    var text = new StringBuilder();
    for (Part part : pattern.parts()) {
      switch (part) {
        case Literal literal -> text.append(escape(Fold.text(literal.text())));
        case Run _ -> text.append('*');
        case WildcardPattern.One _ -> text.append('?');
      }
    }
    return text.toString();
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
        LeafReader segment = context.reader();
        Documents known = found.in(segment);
        if (known != null) {
          return known.count() == 0 ? null : new Known(known, scoreMode, score());
        }
        PartTerms terms = terms(segment);
        return terms == null ? null : new Found(segment, terms, scoreMode, score());
      }

      @Override
      public int count(LeafReaderContext context) {
        Documents known = found.in(context.reader());
        return known == null || context.reader().hasDeletions() ? -1 : known.count();
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private String name() {
    return new String(prefix, StandardCharsets.UTF_8);
  }

  private @Nullable PartTerms terms(LeafReader segment) throws IOException {
    return hasParts() && PartTerms.isIn(segment, gramField)
        ? PartTerms.of(segment, field, gramField, prefix, parts, literals(pattern))
        : PartTerms.all(segment, field, start);
  }

  /** Gives documents that were found. */
  private static final class Known extends ScorerSupplier {
    private final Documents documents;
    private final ScoreMode scoreMode;
    private final float score;

    Known(Documents documents, ScoreMode scoreMode, float score) {
      this.documents = documents;
      this.scoreMode = scoreMode;
      this.score = score;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      return new ConstantScoreScorer(score, scoreMode, documents.each());
    }

    @Override
    public long cost() {
      return documents.count();
    }
  }

  /** Finds the documents when they are wanted. */
  private final class Found extends ScorerSupplier {
    private final LeafReader segment;
    private final PartTerms terms;
    private final ScoreMode scoreMode;
    private final float score;

    Found(LeafReader segment, PartTerms terms, ScoreMode scoreMode, float score) {
      this.segment = segment;
      this.terms = terms;
      this.scoreMode = scoreMode;
      this.score = score;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      Documents documents = documents();
      found.keep(segment, documents);
      return new Known(documents, scoreMode, score).get(leadCost);
    }

    private Documents documents() throws IOException {
      var glob = new Glob(pattern);
      var builder = new DocIdSetBuilder(segment.maxDoc());
      PostingsEnum documents = null;
      int looked = 0;
      for (BytesRef term = terms.next(); term != null; term = terms.next()) {
        if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
          throw new SearchEnded();
        }
        int from = term.offset + prefix.length;
        int to = term.offset + term.length;
        if (startsWith(term) && fits(glob, term.bytes, from, to)) {
          documents = terms.documents(documents);
          builder.add(documents);
        }
      }
      return Documents.of(builder.build());
    }

    private boolean fits(Glob glob, byte[] bytes, int from, int to) {
      return needle == null ? glob.matches(bytes, from, to) : has(bytes, from, to, needle);
    }

    private static boolean has(byte[] bytes, int from, int to, byte[] needle) {
      int last = to - needle.length;
      for (int at = from; at <= last; at++) {
        if (bytes[at] == needle[0]
            && Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
          return true;
        }
      }
      return false;
    }

    private boolean startsWith(BytesRef term) {
      return term.length >= prefix.length
          && Arrays.equals(
              term.bytes, term.offset, term.offset + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public long cost() {
      return Math.min(terms.cost(), segment.maxDoc());
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GlobQuery that
        && field.equals(that.field)
        && Arrays.equals(prefix, that.prefix)
        && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return Objects.hash(field, Arrays.hashCode(prefix), pattern);
  }

  @Override
  public String toString(String asked) {
    return field + ":" + name() + text(pattern);
  }
}
