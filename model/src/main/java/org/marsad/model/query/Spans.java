package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;

/** Where in a value that passed a clause's test what the clause asks for lies. */
@FunctionalInterface
interface Spans {
  /** All of the value. */
  Spans WHOLE = (_, _) -> List.of();

  /** Of one value at most. */
  int MOST = 100;

  /**
   * The parts, each its start and end in UTF-16 units; none for all of it.
   *
   * @param prose whether it is a text, which is searched by words
   */
  List<int[]> of(String text, boolean prose);

  /** Words side by side, or with some between; on texts alone. */
  static Spans words(String wanted, int slop, boolean prefix) {
    List<String> words = new ArrayList<>();
    for (int[] token : tokens(wanted)) {
      words.add(Fold.text(wanted.substring(token[0], token[1])));
    }
    return (text, prose) -> prose ? words(text, words, slop, prefix) : List.of();
  }

  private static List<int[]> words(String text, List<String> words, int slop, boolean prefix) {
    var spans = new ArrayList<int[]>();
    if (words.isEmpty()) {
      return spans;
    }
    List<int[]> tokens = tokens(text);
    List<String> folded =
        tokens.stream().map(token -> Fold.text(text.substring(token[0], token[1]))).toList();
    for (int first = 0; first < tokens.size() && spans.size() < MOST; first++) {
      int last = sequence(folded, words, first, slop, prefix);
      if (last >= 0) {
        spans.add(new int[] {tokens.get(first)[0], tokens.get(last)[1]});
        first = last;
      }
    }
    return spans;
  }

  /** The token where the words that begin at one end; -1 if they do not. */
  private static int sequence(
      List<String> tokens, List<String> words, int first, int slop, boolean prefix) {
    int at = first;
    int gaps = slop;
    for (int word = 0; word < words.size(); word++) {
      boolean begun = prefix && word == words.size() - 1;
      int next = word == 0 ? first : at + 1;
      int furthest = word == 0 ? first : Math.min(tokens.size() - 1, at + 1 + gaps);
      while (next <= furthest && !fits(tokens.get(next), words.get(word), begun)) {
        next++;
      }
      if (next > furthest) {
        return -1;
      }
      gaps -= word == 0 ? 0 : next - at - 1;
      at = next;
    }
    return at;
  }

  private static boolean fits(String token, String word, boolean begun) {
    return begun ? token.startsWith(word) : token.equals(word);
  }

  /** The literals of a pattern; on texts of each word that fits it, where the whole does not. */
  static Spans pattern(WildcardPattern pattern) {
    var glob = new Glob(pattern);
    return (text, prose) -> {
      var spans = new ArrayList<int[]>();
      if (fits(glob, text)) {
        literals(pattern, text, 0, spans);
      } else if (prose) {
        for (int[] token : tokens(text)) {
          String word = text.substring(token[0], token[1]);
          if (spans.size() < MOST && fits(glob, word)) {
            spans.add(token);
          }
        }
      }
      return spans;
    };
  }

  private static boolean fits(Glob glob, String text) {
    byte[] folded = Fold.text(text).getBytes(StandardCharsets.UTF_8);
    return glob.matches(folded, 0, folded.length);
  }

  private static void literals(
      WildcardPattern pattern, String text, int offset, List<int[]> spans) {
    List<Part> parts = pattern.parts();
    if (parts.stream().anyMatch(WildcardPattern.One.class::isInstance)) {
      return;
    }
    var folded = new FoldedText(text);
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal literal) {
        String wanted = Fold.text(literal.text());
        int found =
            i == parts.size() - 1
                ? folded.text().length() - wanted.length()
                : folded.text().indexOf(wanted, at);
        if (found < at) {
          return;
        }
        at = found + wanted.length();
        spans.add(new int[] {offset + folded.origin(found), offset + folded.origin(at)});
      }
    }
  }

  /** Each match of a regex. */
  static Spans regex(RegexCompiler.Groups groups) {
    return (text, _) -> {
      var spans = new ArrayList<int[]>();
      int from = 0;
      while (spans.size() < MOST) {
        int[] places = groups.find(text, from);
        if (places == null) {
          break;
        }
        spans.add(new int[] {places[0], places[1]});
        from = places[1] > places[0] ? places[1] : places[1] + 1;
      }
      return spans;
    };
  }

  /** The words of a text, in UTF-16 units. */
  private static List<int[]> tokens(String text) {
    var tokens = new ArrayList<int[]>();
    int from = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean word =
          i < text.length() && (text.charAt(i) >= 0x80 || Tokens.isWord((byte) text.charAt(i)));
      if (word && from < 0) {
        from = i;
      } else if (!word && from >= 0) {
        tokens.add(new int[] {from, i});
        from = -1;
      }
    }
    return tokens;
  }
}
