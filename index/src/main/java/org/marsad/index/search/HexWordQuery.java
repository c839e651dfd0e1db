package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BitDocIdSet;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;
import org.marsad.index.segment.HexValues;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;
import org.marsad.model.query.WildcardPattern.Run;

/**
 * Documents whose original has a word that fits a pattern, where that word is no term but part of a
 * value of {@link HexValues}, or a number. A whole word is looked up where it could stand: as the
 * value, or at the start of a UUID; the other words of a UUID, and parts of words, walk through the
 * values.
 */
final class HexWordQuery extends FoundQuery {
  /** Documents for each of which about one value is looked at. */
  private static final int LOOKS = 1_024;

  private final WildcardPattern pattern;
  private final BooleanSupplier over;

  private HexWordQuery(
      WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    super(IndexFields.HEX_VALUES, new Asked(pattern), remembered);
    this.pattern = pattern;
    this.over = over;
  }

  /** What is asked. */
  private record Asked(WildcardPattern pattern) {}

  /** A query for the words that fit; null if none could. */
  static @Nullable Query of(
      WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    boolean whole = true;
    int length = 0;
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal) {
        byte[] text = literal.text().getBytes(StandardCharsets.UTF_8);
        if (!HexValues.isHex(text, 0, text.length)) {
          return null;
        }
        length += text.length;
      } else {
        whole = false;
      }
    }
    boolean may =
        !whole
            || length == HexValues.MIDDLE
            || length == HexValues.FIRST
            || length >= HexValues.LEAST_RUN
            || NumberWords.couldBe(pattern);
    return may ? new HexWordQuery(pattern, over, remembered) : null;
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    if (!hasMarks(segment)) {
      return null;
    }
    return new Look() {
      @Override
      public long cost() {
        return segment.maxDoc() / LOOKS + 1L;
      }

      @Override
      public Documents documents() throws IOException {
        return find(segment);
      }
    };
  }

  private static boolean hasMarks(LeafReader segment) throws IOException {
    Terms names = segment.terms(IndexFields.NAMES);
    return names != null && atMarks(names.iterator());
  }

  /** Goes to the first name whose words were left out. */
  private static boolean atMarks(TermsEnum names) throws IOException {
    return names.seekCeil(new BytesRef(new byte[] {IndexFields.LEFT_OUT}))
            != TermsEnum.SeekStatus.END
        && isMark(names.term());
  }

  private static boolean isMark(BytesRef name) {
    return name.length > 0 && name.bytes[name.offset] == IndexFields.LEFT_OUT;
  }

  private Documents find(LeafReader segment) throws IOException {
    var all = new FixedBitSet(segment.maxDoc());
    Terms names = segment.terms(IndexFields.NAMES);
    if (names != null) {
      TermsEnum marks = names.iterator();
      var numbers = new NumberWords(segment, pattern, over);
      var some = new FixedBitSet(segment.maxDoc());
      for (boolean more = atMarks(marks);
          more;
          more = marks.next() != null && isMark(marks.term())) {
        BytesRef mark = marks.term();
        byte[] prefix =
            Arrays.copyOfRange(mark.bytes, mark.offset + 1, mark.offset + mark.length + 1);
        prefix[prefix.length - 1] = IndexFields.SEPARATOR;
        boolean any = find(segment, prefix, some);
        any |= numbers.find(prefix, documents -> add(documents, some));
        if (any) {
          addMarked(some, marks.postings(null, PostingsEnum.NONE), all);
          some.clear();
        }
      }
    }
    int count = all.cardinality();
    return new Documents(new BitDocIdSet(all, count), count);
  }

  /** Adds those of some documents that are marked. */
  private static void addMarked(FixedBitSet some, PostingsEnum marked, FixedBitSet all)
      throws IOException {
    int document = some.nextSetBit(0);
    while (document != PostingsEnum.NO_MORE_DOCS) {
      int next = marked.docID() < document ? marked.advance(document) : marked.docID();
      if (next == PostingsEnum.NO_MORE_DOCS) {
        return;
      }
      if (next == document) {
        all.set(document);
        next++;
      }
      document = next < some.length() ? some.nextSetBit(next) : PostingsEnum.NO_MORE_DOCS;
    }
  }

  /** Adds the documents of fitting values of a field; whether there are any. */
  private boolean find(LeafReader segment, byte[] prefix, FixedBitSet into) throws IOException {
    if (pattern.parts().size() == 1 && pattern.parts().getFirst() instanceof Literal literal) {
      byte[] word = Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8);
      if (word.length == HexValues.MIDDLE) {
        int digits = HexFormat.fromHexDigits(new String(word, StandardCharsets.US_ASCII));
        return HexWalk.shortWords(segment, prefix, digits, over, documents -> add(documents, into));
      }
      if (word.length < HexValues.LEAST_RUN && word.length != HexValues.FIRST) {
        return false;
      }
      if (word.length != HexValues.LAST) {
        return lookUp(segment, prefix, word, into);
      }
    }
    return walk(segment, prefix, into);
  }

  private boolean lookUp(LeafReader segment, byte[] prefix, byte[] word, FixedBitSet into)
      throws IOException {
    if (word.length != HexValues.FIRST) {
      byte[] named = Arrays.copyOf(prefix, prefix.length + word.length);
      System.arraycopy(word, 0, named, prefix.length, word.length);
      BytesRef term = HexTerms.of(new BytesRef(named), prefix.length);
      return term != null
          && HexWalk.lookUp(
              segment,
              new BytesRef[] {term},
              prefix.length,
              over,
              documents -> add(documents, into));
    }
    return HexWalk.go(
        segment,
        prefix,
        word,
        (value, from, to) -> HexValues.uuid(value, from, to) >= 0,
        over,
        documents -> add(documents, into));
  }

  private static void add(DocIdSetIterator documents, FixedBitSet into) throws IOException {
    while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      into.set(documents.docID());
    }
  }

  private boolean walk(LeafReader segment, byte[] prefix, FixedBitSet into) throws IOException {
    var glob = new Glob(pattern);
    return HexWalk.go(
        segment,
        prefix,
        new byte[0],
        (value, from, to) -> fits(glob, value, from, to),
        over,
        documents -> add(documents, into));
  }

  private static boolean fits(Glob glob, byte[] bytes, int from, int to) {
    int uuid = HexValues.uuid(bytes, from, to);
    if (uuid >= 0) {
      int end = uuid + HexValues.UUID;
      return glob.matches(bytes, uuid, uuid + HexValues.FIRST)
          || fitsShort(glob, bytes, uuid + HexValues.FIRST + 1)
          || glob.matches(bytes, end - HexValues.LAST, end);
    }
    return HexValues.isRun(bytes, from, to) && glob.matches(bytes, from, to);
  }

  /** Whether one of the three words fits of which the first begins at a place. */
  private static boolean fitsShort(Glob glob, byte[] bytes, int from) {
    for (int word = 0, at = from; word < 3; word++, at += HexValues.MIDDLE + 1) {
      if (glob.matches(bytes, at, at + HexValues.MIDDLE)) {
        return true;
      }
    }
    return false;
  }

  /** A pattern that one word fits. */
  static WildcardPattern word(String word, boolean begun) {
    return new WildcardPattern(
        begun ? List.of(new Literal(word), new Run()) : List.of(new Literal(word)));
  }

  @Override
  public String toString(String asked) {
    return IndexFields.HEX_VALUES + ":word in digits " + pattern;
  }
}
