package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.ShapeTerms;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;

/**
 * Documents with words that fit in their {@link IndexFields#WORDINGS} or {@link
 * IndexFields#SHAPES}, or with such a name of a field, and those which have that word or name as a
 * term of its own. There are few wordings and shapes in a segment, so all of them are walked
 * through.
 */
final class WordingQuery extends FoundQuery {
  /** How many wordings are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  /** Documents that are read at once. */
  private static final int FEW = 1_024;

  private final Asked asked;
  private final BooleanSupplier over;

  private WordingQuery(Asked asked, BooleanSupplier over, @Nullable Remembered remembered) {
    super(asked.field, asked, remembered);
    this.asked = asked;
    this.over = over;
  }

  /**
   * What is asked.
   *
   * @param field of words or names
   * @param term the word or name as a term of that field; null if that is not asked
   */
  private record Asked(String field, @Nullable BytesRef term, Wanted wanted) {
    /** The field whose terms have several of them. */
    String together() {
      return field.equals(IndexFields.MESSAGE_WORDS) ? IndexFields.WORDINGS : IndexFields.SHAPES;
    }

    boolean fits(TermWalk.Fit fit, BytesRef together) {
      int from = together.offset;
      int to = from + together.length;
      return switch (field) {
        case IndexFields.MESSAGE_WORDS -> fit.fits(together.bytes, from, to);
        case IndexFields.WORDS -> fit.fits(together.bytes, from, ShapeTerms.namesFrom(together));
        default -> fit.fits(together.bytes, ShapeTerms.namesFrom(together), to);
      };
    }
  }

  /** What words or names must be. */
  private sealed interface Wanted {
    /** Says for one thread which are, by all words of a wording, or all names of a shape. */
    TermWalk.Fit fit();
  }

  /** They have some bytes, with what ends words or names where one must begin or end. */
  private record Part(BytesRef bytes) implements Wanted {
    @Override
    public TermWalk.Fit fit() {
      return (wording, from, to) -> ShapeTerms.has(wording, from, to, bytes.bytes);
    }
  }

  /** One of the words fits a pattern. */
  private record Fitting(WildcardPattern pattern) implements Wanted {
    @Override
    public TermWalk.Fit fit() {
      var glob = new Glob(pattern);
      return (wording, from, to) -> hasWord(wording, from, to, glob);
    }
  }

  /** Documents with a word in a field of words or in its wordings. */
  static WordingQuery word(
      String field, byte[] word, BooleanSupplier over, @Nullable Remembered remembered) {
    Wanted wanted = part(List.of(word), true);
    return new WordingQuery(new Asked(field, new BytesRef(word), wanted), over, remembered);
  }

  /** Documents with wordings of messages that have these words side by side. */
  static WordingQuery phrase(
      List<byte[]> words, BooleanSupplier over, @Nullable Remembered remembered) {
    var phrase = new Asked(IndexFields.MESSAGE_WORDS, null, part(words, true));
    return new WordingQuery(phrase, over, remembered);
  }

  /** Documents that have a field. */
  static WordingQuery named(String name, BooleanSupplier over, @Nullable Remembered remembered) {
    Wanted wanted = new Part(new BytesRef(ShapeTerms.name(name)));
    return new WordingQuery(
        new Asked(IndexFields.NAMES, new BytesRef(name), wanted), over, remembered);
  }

  /** Documents with wordings that have a word which begins so. */
  static WordingQuery begun(
      String field, byte[] begin, BooleanSupplier over, @Nullable Remembered remembered) {
    return new WordingQuery(new Asked(field, null, part(List.of(begin), false)), over, remembered);
  }

  /** Documents with wordings that have a word which fits a pattern. */
  static WordingQuery fitting(
      String field,
      WildcardPattern pattern,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    return new WordingQuery(new Asked(field, null, new Fitting(pattern)), over, remembered);
  }

  private static Wanted part(List<byte[]> words, boolean whole) {
    int length = 0;
    for (byte[] word : words) {
      length += word.length + 1;
    }
    var bytes = new byte[length + (whole ? 1 : 0)];
    int at = 0;
    for (byte[] word : words) {
      bytes[at++] = IndexFields.WORDING_GAP;
      System.arraycopy(word, 0, bytes, at, word.length);
      at += word.length;
    }
    if (whole) {
      bytes[at] = IndexFields.WORDING_GAP;
    }
    return new Part(new BytesRef(bytes));
  }

  /** Whether it looks for one whole word or name. */
  boolean isWhole() {
    return asked.term != null;
  }

  private static boolean hasWord(byte[] wording, int from, int to, Glob glob) {
    int begin = from + 1;
    for (int at = begin; at < to; at++) {
      if (wording[at] == IndexFields.WORDING_GAP) {
        if (glob.matches(wording, begin, at)) {
          return true;
        }
        begin = at + 1;
      }
    }
    return false;
  }

  /** A term that was found, with where its documents are. */
  private record Found(TermsEnum terms, BytesRef term, TermState state, int documents) {
    static Found at(TermsEnum terms) throws IOException {
      BytesRef term = BytesRef.deepCopyOf(terms.term());
      return new Found(terms, term, terms.termState(), terms.docFreq());
    }

    PostingsEnum postings() throws IOException {
      terms.seekExact(term, state);
      return terms.postings(null, PostingsEnum.NONE);
    }
  }

  private List<Found> terms(LeafReader segment) throws IOException {
    var found = new ArrayList<Found>();
    BytesRef word = asked.term;
    Terms words = word == null ? null : segment.terms(asked.field);
    if (word != null && words != null) {
      TermsEnum each = words.iterator();
      if (each.seekExact(word)) {
        found.add(Found.at(each));
      }
    }
    Terms together = segment.terms(asked.together());
    if (together != null) {
      walk(together.iterator(), found);
    }
    return found;
  }

  private void walk(TermsEnum each, List<Found> found) throws IOException {
    TermWalk.Fit fit = asked.wanted.fit();
    int looked = 0;
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
        throw new SearchEnded();
      }
      if (asked.fits(fit, term)) {
        found.add(Found.at(each));
      }
    }
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    List<Found> found = terms(segment);
    if (found.isEmpty()) {
      keepNone(segment);
      return null;
    }
    return new OfTerms(found, segment.maxDoc());
  }

  @Override
  int count(LeafReader segment) throws IOException {
    List<Found> found = terms(segment);
    // Of an event either the shape tells the names or each of them is a term.
    boolean apart = found.size() < 2 || asked.field.equals(IndexFields.NAMES);
    return apart ? Math.toIntExact(cost(found)) : -1;
  }

  private static long cost(List<Found> found) {
    long cost = 0;
    for (Found each : found) {
      cost += each.documents;
    }
    return cost;
  }

  /** The documents of terms that were found. */
  private record OfTerms(List<Found> found, int all) implements Look {
    @Override
    public long cost() {
      return WordingQuery.cost(found);
    }

    @Override
    public @Nullable DocIdSetIterator listed() throws IOException {
      // A few are as soon read at once, and then remembered.
      return found.size() == 1 && cost() > FEW ? found.getFirst().postings() : null;
    }

    @Override
    public Documents documents() throws IOException {
      var builder = new DocIdSetBuilder(all);
      for (Found each : found) {
        builder.add(each.postings());
      }
      return Documents.of(builder.build());
    }
  }

  @Override
  public String toString(String ofField) {
    BytesRef term = asked.term;
    String word =
        term == null
            ? asked.wanted.toString()
            : new String(term.bytes, term.offset, term.length, StandardCharsets.UTF_8);
    return asked.field + ":" + word;
  }
}
