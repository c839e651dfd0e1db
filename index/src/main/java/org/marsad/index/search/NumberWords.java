package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexValues;
import org.marsad.index.segment.PartTerms;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;

/**
 * Looks in a segment for the values of fields that are decimal numbers and fit a pattern, which are
 * words of the original that are no terms of words. One thread.
 */
final class NumberWords {
  private final LeafReader segment;
  private final WildcardPattern pattern;
  private final BooleanSupplier over;
  private final boolean may;
  private final byte @Nullable [] whole;
  private @Nullable TermsEnum values;

  /** A look for what fits a pattern. */
  NumberWords(LeafReader segment, WildcardPattern pattern, BooleanSupplier over) {
    this.segment = segment;
    this.pattern = pattern;
    this.over = over;
    may = couldBe(pattern);
    whole =
        pattern.parts().size() == 1 && pattern.parts().getFirst() instanceof Literal literal
            ? folded(literal)
            : null;
  }

  /** Whether a number could fit. */
  static boolean couldBe(WildcardPattern pattern) {
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        byte[] text = folded(literal);
        if (text.length > 0 && !isDigits(text, 0, text.length)) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte[] folded(Literal literal) {
    return Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isDigits(byte[] bytes, int from, int to) {
    return HexValues.isNumber(bytes, from, to);
  }

  /**
   * Hands on the documents of those of a field; whether there are any.
   *
   * @param prefix the name and what ends it
   */
  boolean find(byte[] prefix, TermWalk.Sink sink) throws IOException {
    if (!may) {
      return false;
    }
    if (whole != null) {
      return lookUp(prefix, whole, sink);
    }
    var glob = new Glob(pattern);
    PartTerms terms =
        PartTerms.isIn(segment, IndexFields.VALUE_GRAMS)
            ? PartTerms.of(
                segment,
                IndexFields.VALUES,
                IndexFields.VALUE_GRAMS,
                prefix,
                List.of(),
                new byte[0])
            : PartTerms.all(segment, IndexFields.VALUES, prefix);
    return TermWalk.go(
        terms,
        prefix,
        (term, from, to) -> isDigits(term, from, to) && glob.matches(term, from, to),
        over,
        sink);
  }

  private boolean lookUp(byte[] prefix, byte[] word, TermWalk.Sink sink) throws IOException {
    TermsEnum each = values;
    if (each == null) {
      Terms terms = segment.terms(IndexFields.VALUES);
      if (terms == null) {
        return false;
      }
      each = terms.iterator();
      values = each;
    }
    byte[] term = Arrays.copyOf(prefix, prefix.length + word.length);
    System.arraycopy(word, 0, term, prefix.length, word.length);
    if (!each.seekExact(new BytesRef(term))) {
      return false;
    }
    sink.add(each.postings(null, PostingsEnum.NONE));
    return true;
  }
}
