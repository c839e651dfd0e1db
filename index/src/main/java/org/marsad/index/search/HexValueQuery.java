package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;

/**
 * Documents with a value of {@link IndexFields#HEX_VALUES} that fits a pattern or lies in a range:
 * the terms that begin as it does are unpacked one after the other.
 */
final class HexValueQuery extends FoundQuery {
  /** What it costs is guessed as one in so many documents. */
  private static final int SHARE = 1_024;

  private final String name;
  private final byte[] begin;
  private final Wanted wanted;
  private final BooleanSupplier over;

  private HexValueQuery(
      String name,
      byte[] begin,
      Wanted wanted,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    super(IndexFields.HEX_VALUES, new Asked(name, wanted), remembered);
    this.name = name;
    this.begin = begin;
    this.wanted = wanted;
    this.over = over;
  }

  /** A query for the values of a field that fit; null if no digits could. */
  static @Nullable HexValueQuery fitting(
      String name, WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal && !HexTerms.couldHave(folded(literal.text()))) {
        return null;
      }
    }
    byte[] begin =
        !pattern.parts().isEmpty() && pattern.parts().getFirst() instanceof Literal literal
            ? folded(literal.text())
            : new byte[0];
    return new HexValueQuery(name, begin, new Pattern(pattern), over, remembered);
  }

  /**
   * A query for the values of a field between two.
   *
   * @param from the first, folded; null for none
   * @param to the last
   */
  static HexValueQuery between(
      String name,
      @Nullable BytesRef from,
      boolean fromIn,
      @Nullable BytesRef to,
      boolean toIn,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    var range = new Range(from, fromIn, to, toIn);
    return new HexValueQuery(name, new byte[0], range, over, remembered);
  }

  private static byte[] folded(String text) {
    return Fold.text(text).getBytes(StandardCharsets.UTF_8);
  }

  /** What is asked. */
  private record Asked(String name, Wanted wanted) {}

  /** What values must be. */
  private sealed interface Wanted {
    /** Says for one thread which do. */
    TermWalk.Fit fit();
  }

  /** A pattern. */
  private record Pattern(WildcardPattern pattern) implements Wanted {
    @Override
    public TermWalk.Fit fit() {
      return new Glob(pattern)::matches;
    }
  }

  /** A range. */
  private record Range(@Nullable BytesRef from, boolean fromIn, @Nullable BytesRef to, boolean toIn)
      implements Wanted {
    @Override
    public TermWalk.Fit fit() {
      var value = new BytesRef();
      return (bytes, begin, end) -> {
        value.bytes = bytes;
        value.offset = begin;
        value.length = end - begin;
        int low = from == null ? 1 : value.compareTo(from);
        int high = to == null ? -1 : value.compareTo(to);
        return (low > 0 || (low == 0 && fromIn)) && (high < 0 || (high == 0 && toIn));
      };
    }
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    if (segment.terms(IndexFields.HEX_VALUES) == null) {
      return null;
    }
    return new Look() {
      @Override
      public long cost() {
        return segment.maxDoc() / SHARE + 1L;
      }

      @Override
      public Documents documents() throws IOException {
        byte[] named = (name + (char) IndexFields.SEPARATOR).getBytes(StandardCharsets.UTF_8);
        var builder = new DocIdSetBuilder(segment.maxDoc());
        HexWalk.go(segment, named, begin, wanted.fit(), over, builder::add);
        return Documents.of(builder.build());
      }
    };
  }

  @Override
  public String toString(String asked) {
    return IndexFields.HEX_VALUES + ":" + name;
  }
}
