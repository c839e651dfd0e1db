package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
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
final class GlobQuery extends FoundQuery {
  private final String gramField;
  private final byte[] prefix;
  private final WildcardPattern pattern;
  private final List<byte[]> parts;
  private final byte[] start;
  private final byte @Nullable [] needle;
  private final BooleanSupplier over;

  private GlobQuery(
      String field,
      String gramField,
      byte[] prefix,
      WildcardPattern pattern,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    super(field, new Asked(field, new BytesRef(prefix), pattern), remembered);
    this.gramField = gramField;
    this.prefix = prefix;
    this.pattern = pattern;
    this.parts = parts(pattern);
    this.start = start(prefix, pattern);
    this.needle = needle(pattern);
    this.over = over;
  }

  /** What is asked. */
  private record Asked(String field, BytesRef prefix, WildcardPattern pattern) {}

  /** Documents with a value of a field that fits. */
  static Query values(
      String name, WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    byte[] prefix = (name + (char) IndexFields.SEPARATOR).getBytes(StandardCharsets.UTF_8);
    boolean plain = name.indexOf(IndexFields.SEPARATOR) < 0;
    return new GlobQuery(
        IndexFields.VALUES,
        plain ? IndexFields.VALUE_GRAMS : "",
        prefix,
        pattern,
        over,
        remembered);
  }

  /** Documents with a word that fits, in a field of words. */
  static Query words(
      String field,
      WildcardPattern pattern,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    String grams =
        field.equals(IndexFields.WORDS) ? IndexFields.WORD_GRAMS : IndexFields.MESSAGE_GRAMS;
    return new GlobQuery(field, grams, new byte[0], pattern, over, remembered);
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
    return field().equals(IndexFields.VALUES);
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
  @Nullable Look look(LeafReader segment) throws IOException {
    PartTerms terms = terms(segment);
    if (terms == null) {
      return null;
    }
    return new Look() {
      @Override
      public long cost() {
        return terms.cost();
      }

      @Override
      public Documents documents() throws IOException {
        return find(terms, segment.maxDoc());
      }
    };
  }

  private @Nullable PartTerms terms(LeafReader segment) throws IOException {
    return hasParts() && PartTerms.isIn(segment, gramField)
        ? PartTerms.of(segment, field(), gramField, prefix, parts, literals(pattern))
        : PartTerms.all(segment, field(), start);
  }

  private Documents find(PartTerms terms, int all) throws IOException {
    var glob = new Glob(pattern);
    byte[] part = needle;
    TermWalk.Fit fit = part == null ? glob::matches : (term, from, to) -> has(term, from, to, part);
    var builder = new DocIdSetBuilder(all);
    TermWalk.go(terms, prefix, fit, over, builder::add);
    return Documents.of(builder.build());
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

  @Override
  public String toString(String asked) {
    return field() + ":" + new String(prefix, StandardCharsets.UTF_8) + text(pattern);
  }
}
