package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.PartTerms;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Tokens;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;

/**
 * What the words of texts say about a clause: a query that is right by itself where they decide it,
 * else one for events that may fit, which are then to be verified. The message has a field of its
 * own, with the places of its words; the other holds what the original has beside it. So the words
 * of the original are in one of the two, but not all that are in the message are in the original,
 * see {@link IndexFields#FOREIGN_WORD}; and both have words in {@link IndexFields#WORDINGS}
 * instead. For the documents of one reader; one thread.
 */
final class TextClauses {
  /** Which text is asked. */
  enum Text {
    MESSAGE,
    ORIGINAL,
    /** The message or the original. */
    EITHER
  }

  private final IndexReader reader;
  private final BooleanSupplier over;
  private final @Nullable Remembered remembered;

  /**
   * For a reader.
   *
   * @param over whether a search is to end
   * @param remembered where to keep what was found; null for nowhere
   */
  TextClauses(IndexReader reader, BooleanSupplier over, @Nullable Remembered remembered) {
    this.reader = reader;
    this.over = over;
    this.remembered = remembered;
  }

  /** The words of a text as terms have them. */
  static List<byte[]> words(String text) {
    byte[] folded = bytes(Fold.text(text));
    var words = new ArrayList<byte[]>();
    for (var next = new Tokens(folded, 0, folded.length); next.next(); ) {
      words.add(Arrays.copyOfRange(folded, next.start(), next.end()));
    }
    return words;
  }

  /** Whether some event has a word that is not a whole term. */
  boolean hasLongWords() throws IOException {
    return isMarked(IndexFields.LONG_WORD);
  }

  private boolean isMarked(String mark) throws IOException {
    return reader.docFreq(new Term(IndexFields.NAMES, mark)) > 0;
  }

  /**
   * Events with these words side by side.
   *
   * @param words at least one
   * @param begun whether the last may go on
   * @param verified makes candidates right
   */
  Query sideBySide(Text text, List<byte[]> words, boolean begun, UnaryOperator<Query> verified)
      throws IOException {
    boolean isWhole = !hasLongWords() && words.stream().noneMatch(TextClauses::isLong);
    if (isWhole && words.size() == 1) {
      return word(text, words.getFirst(), begun, verified);
    }
    if (!isWhole || begun || text == Text.ORIGINAL) {
      return verified.apply(candidates(text, words, begun));
    }
    Query phrase = phrase(words);
    return text == Text.MESSAGE
        ? phrase
        : either(phrase, verified.apply(candidates(text, words, false)));
  }

  private Query phrase(List<byte[]> words) {
    var phrase = new PhraseQuery.Builder();
    for (byte[] word : words) {
      phrase.add(new Term(IndexFields.MESSAGE_WORDS, new BytesRef(word)));
    }
    return either(phrase.build(), WordingQuery.phrase(words, over, remembered));
  }

  /** Events with a word, right if no word is too long. */
  private Query word(Text text, byte[] word, boolean begun, UnaryOperator<Query> verified)
      throws IOException {
    Query inMessage = word(IndexFields.MESSAGE_WORDS, word, begun);
    return text == Text.MESSAGE
        ? inMessage
        : beside(text, inMessage, beside(word, begun), verified);
  }

  /** Events that have it in a word of the message, or in one that the original has beside it. */
  private Query beside(Text text, Query inMessage, Query inRest, UnaryOperator<Query> verified)
      throws IOException {
    if (text == Text.EITHER || !isMarked(IndexFields.FOREIGN_WORD)) {
      return either(inMessage, inRest);
    }
    var foreign = new TermQuery(new Term(IndexFields.NAMES, IndexFields.FOREIGN_WORD));
    Query known =
        new BooleanQuery.Builder()
            .add(inMessage, Occur.FILTER)
            .add(foreign, Occur.MUST_NOT)
            .build();
    Query unknown =
        new BooleanQuery.Builder().add(inMessage, Occur.FILTER).add(foreign, Occur.FILTER).build();
    return QueryTranslator.join(List.of(inRest, known, verified.apply(unknown)), Occur.SHOULD);
  }

  /** Events with all of the words, the last perhaps only begun; too many rather than too few. */
  Query candidates(Text text, List<byte[]> words, boolean begun) throws IOException {
    var all = new ArrayList<Query>();
    for (int i = 0; i < words.size(); i++) {
      all.add(word(text, words.get(i), begun && i == words.size() - 1));
    }
    return orLongWords(QueryTranslator.join(all, Occur.FILTER));
  }

  private Query word(Text text, byte[] word, boolean begun) {
    Query inMessage = word(IndexFields.MESSAGE_WORDS, word, begun);
    return text == Text.MESSAGE ? inMessage : either(inMessage, beside(word, begun));
  }

  /** Events whose original has a word beside those of the message. */
  private Query beside(byte[] word, boolean begun) {
    var text = new String(word, StandardCharsets.UTF_8);
    return orInDigits(
        word(IndexFields.WORDS, word, begun), HexWordQuery.word(text, begun || isLong(word)));
  }

  private Query orInDigits(Query asTerm, WildcardPattern pattern) {
    Query inDigits = HexWordQuery.of(pattern, over, remembered);
    return inDigits == null ? asTerm : either(asTerm, inDigits);
  }

  private Query word(String field, byte[] word, boolean begun) {
    if (!begun && !isLong(word)) {
      return WordingQuery.word(field, word, over, remembered);
    }
    Query asTerm = TermSpanQuery.prefix(field, cut(word), over, remembered);
    return isLong(word)
        ? asTerm
        : either(asTerm, WordingQuery.begun(field, word, over, remembered));
  }

  private static boolean isLong(byte[] word) {
    return word.length > IndexFields.MAX_WORD;
  }

  private static BytesRef cut(byte[] word) {
    return new BytesRef(word, 0, Math.min(word.length, IndexFields.MAX_WORD));
  }

  private Query orLongWords(Query query) throws IOException {
    return hasLongWords()
        ? either(query, new TermQuery(new Term(IndexFields.NAMES, IndexFields.LONG_WORD)))
        : query;
  }

  private static Query either(Query a, Query b) {
    return QueryTranslator.join(List.of(a, b), Occur.SHOULD);
  }

  // Patterns

  /** Events whose text or one of its words fits a pattern. */
  Query fitting(Text text, WildcardPattern pattern, UnaryOperator<Query> verified)
      throws IOException {
    if (!decides(pattern)) {
      return verified.apply(candidates(text, pattern));
    }
    Query inMessage = fitting(IndexFields.MESSAGE_WORDS, pattern);
    return text == Text.MESSAGE
        ? inMessage
        : beside(text, inMessage, fittingBeside(pattern), verified);
  }

  /**
   * Whether words decide a pattern. A part of a word is in a text where it is in one of its words,
   * all of which are terms.
   */
  boolean decides(WildcardPattern pattern) throws IOException {
    return isPartOfWord(pattern) && !hasLongWords();
  }

  private Query fittingBeside(WildcardPattern pattern) {
    return orInDigits(fitting(IndexFields.WORDS, pattern), pattern);
  }

  private Query fitting(String field, WildcardPattern pattern) {
    if (pattern.parts().size() == 1 && pattern.parts().getFirst() instanceof Literal literal) {
      return WordingQuery.word(field, bytes(Fold.text(literal.text())), over, remembered);
    }
    return either(
        GlobQuery.words(field, pattern, over, remembered),
        WordingQuery.fitting(field, pattern, over, remembered));
  }

  /** Whether it is a run of word characters, open at one end or both. */
  private static boolean isPartOfWord(WildcardPattern pattern) {
    int literals = 0;
    for (Part part : pattern.parts()) {
      switch (part) {
        case Literal literal -> {
          literals++;
          byte[] folded = bytes(Fold.text(literal.text()));
          for (byte b : folded) {
            if (!Tokens.isWord(b)) {
              return false;
            }
          }
        }
        case WildcardPattern.Run _ -> {}
        case WildcardPattern.One _ -> {
          return false;
        }
      }
    }
    return literals == 1;
  }

  /**
   * Events whose words could fit a pattern over text: words inside of a literal are whole, those at
   * its ends may go on where a wildcard follows.
   */
  Query candidates(Text text, WildcardPattern pattern) throws IOException {
    var all = new ArrayList<Query>();
    var weak = new ArrayList<Query>();
    List<Part> parts = pattern.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal literal) {
        candidates(text, literal.text(), i > 0, i < parts.size() - 1, all, weak);
      }
    }
    // What would walk through all words is left to the look into the event where anything else is.
    List<Query> proposing = all.isEmpty() ? weak : all;
    return proposing.isEmpty()
        ? MatchAllDocsQuery.INSTANCE
        : orLongWords(QueryTranslator.join(proposing, Occur.FILTER));
  }

  private void candidates(
      Text text,
      String literal,
      boolean openStart,
      boolean openEnd,
      List<Query> all,
      List<Query> weak) {
    byte[] folded = bytes(Fold.text(literal));
    for (var next = new Tokens(folded, 0, folded.length); next.next(); ) {
      boolean before = openStart && next.start() == 0;
      boolean behind = openEnd && next.end() == folded.length;
      int length = next.end() - next.start();
      if (!before && !behind) {
        all.add(word(text, Arrays.copyOfRange(folded, next.start(), next.end()), false));
      } else {
        String word = new String(folded, next.start(), length, StandardCharsets.UTF_8);
        WildcardPattern around = around(word, before, behind);
        Query inMessage = fitting(IndexFields.MESSAGE_WORDS, around);
        List<Query> to = before && length < PartTerms.MIN_PART ? weak : all;
        to.add(text == Text.MESSAGE ? inMessage : either(inMessage, fittingBeside(around)));
      }
    }
  }

  /** A pattern for a word with more before or behind it. */
  static WildcardPattern around(String word, boolean before, boolean behind) {
    var parts = new ArrayList<Part>();
    if (before) {
      parts.add(new WildcardPattern.Run());
    }
    parts.add(new Literal(word));
    if (behind) {
      parts.add(new WildcardPattern.Run());
    }
    return new WildcardPattern(parts);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
