package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.ValueKind;

/**
 * What a clause asks of one value.
 *
 * <table>
 * <caption>by what the field is</caption>
 * <tr><td>text</td><td>the clause's words side by side; a clause without words: the whole text</td></tr>
 * <tr><td>number, or a number under a name nobody declared</td><td>the same number, or the same
 * text</td></tr>
 * <tr><td>address</td><td>the same address, however written, or the same text</td></tr>
 * <tr><td>date</td><td>the same nanosecond, or the same text</td></tr>
 * <tr><td>others</td><td>the whole value, case ignored</td></tr>
 * </table>
 */
@FunctionalInterface
interface ValueTest {
  /** Whether the value in [from, to) passes. */
  boolean test(byte[] bytes, int from, int to, ValueKind kind, FieldType type);

  /** {@code f:value} or {@code f==value}. */
  static ValueTest term(String value, boolean exact) {
    byte[] whole = value.getBytes(StandardCharsets.UTF_8);
    if (exact) {
      return (bytes, from, to, _, _) -> Arrays.equals(bytes, from, to, whole, 0, whole.length);
    }
    return new TermTest(value);
  }

  /** {@code f:"words"}. */
  static ValueTest phrase(Query.Phrase phrase) {
    if (!phrase.prefix() && phrase.slop() == 0) {
      return new TermTest(phrase.text());
    }
    return new PhraseTest(phrase);
  }

  /** {@code f:v*}. */
  static ValueTest wildcard(WildcardPattern pattern) {
    var glob = new Glob(pattern);
    return (bytes, from, to, _, type) -> {
      byte[] folded = Fold.bytes(bytes, from, to);
      if (glob.matches(folded, 0, folded.length)) {
        return true;
      }
      if (type == FieldType.TEXT) {
        for (var words = new Tokens(folded, 0, folded.length); words.next(); ) {
          if (glob.matches(folded, words.start(), words.end())) {
            return true;
          }
        }
      }
      return false;
    };
  }

  /** {@code f:/re/}. */
  static ValueTest regex(RegexCompiler.Regex regex) {
    return (bytes, from, to, _, _) ->
        regex.find(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  /** {@code f:10.0.0.0/8}. */
  static ValueTest cidr(Network network) {
    return (bytes, from, to, _, _) -> {
      byte[] address = Parsed.address(bytes, from, to);
      return address != null && network.contains(address);
    };
  }

  /** {@code f IN (a, b)}. */
  static ValueTest in(List<String> values) {
    var tests = values.stream().map(TermTest::new).toArray(TermTest[]::new);
    Set<String> folded = new HashSet<>();
    boolean special = false;
    for (String value : values) {
      folded.add(Fold.text(value));
      special |= Numbers.parse(value) != null || Address.parse(value) != null;
    }
    boolean onlyText = !special;
    return (bytes, from, to, kind, type) -> {
      if (onlyText && type != FieldType.TEXT && type != FieldType.DATE) {
        byte[] value = Fold.bytes(bytes, from, to);
        return folded.contains(new String(value, StandardCharsets.UTF_8));
      }
      for (TermTest test : tests) {
        if (test.test(bytes, from, to, kind, type)) {
          return true;
        }
      }
      return false;
    };
  }

  /** {@code f:[a TO b]}. */
  static ValueTest range(Query.Range range) {
    return new RangeTest(range.lower(), range.upper());
  }

  /** A value as what its field says it is. */
  final class Parsed {
    private static final int MAX_ADDRESS = 64;

    private Parsed() {}

    static byte @Nullable [] address(byte[] bytes, int from, int to) {
      return to - from > MAX_ADDRESS ? null : Address.parse(latin(bytes, from, to));
    }

    static @Nullable Double number(byte[] bytes, int from, int to) {
      return to - from > MAX_ADDRESS ? null : Numbers.parse(latin(bytes, from, to));
    }

    static @Nullable Long date(String text) {
      try {
        return Nanos.parse(text);
      } catch (DateTimeException _) {
        return null;
      }
    }

    private static String latin(byte[] bytes, int from, int to) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }

  /** Equality as the field has it. */
  final class TermTest implements ValueTest {
    private final byte[] folded;
    private final byte[][] words;
    private final @Nullable Double number;
    private final byte @Nullable [] address;
    private final @Nullable Long date;

    TermTest(String value) {
      folded = Fold.text(value).getBytes(StandardCharsets.UTF_8);
      words = words(folded);
      number = Numbers.parse(value);
      address = Address.parse(value);
      date = Parsed.date(value);
    }

    static byte[][] words(byte[] folded) {
      var found = new ArrayList<byte[]>();
      for (var words = new Tokens(folded, 0, folded.length); words.next(); ) {
        found.add(Arrays.copyOfRange(folded, words.start(), words.end()));
      }
      return found.toArray(byte[][]::new);
    }

    @Override
    public boolean test(byte[] bytes, int from, int to, ValueKind kind, FieldType type) {
      if (type == FieldType.TEXT) {
        return words.length == 0 ? Fold.equal(bytes, from, to, folded) : hasWords(bytes, from, to);
      }
      if (Fold.equal(bytes, from, to, folded)) {
        return true;
      }
      if (number != null && (type == FieldType.NUMBER || kind == ValueKind.NUMBER)) {
        return number.equals(Parsed.number(bytes, from, to));
      }
      if (address != null && type == FieldType.IP) {
        return Arrays.equals(address, Parsed.address(bytes, from, to));
      }
      return date != null
          && type == FieldType.DATE
          && Objects.equals(
              date, Parsed.date(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
    }

    /** Whether the words lie side by side somewhere. */
    private boolean hasWords(byte[] bytes, int from, int to) {
      for (var first = new Tokens(bytes, from, to); first.next(); ) {
        if (Fold.equal(bytes, first.start(), first.end(), words[0])
            && hasRest(bytes, first.end(), to)) {
          return true;
        }
      }
      return false;
    }

    private boolean hasRest(byte[] bytes, int from, int to) {
      var next = new Tokens(bytes, from, to);
      for (int i = 1; i < words.length; i++) {
        if (!next.next() || !Fold.equal(bytes, next.start(), next.end(), words[i])) {
          return false;
        }
      }
      return true;
    }
  }

  /** Words near each other, the last perhaps only begun. */
  final class PhraseTest implements ValueTest {
    private final byte[] folded;
    private final byte[][] words;
    private final int slop;
    private final boolean prefix;

    PhraseTest(Query.Phrase phrase) {
      folded = Fold.text(phrase.text()).getBytes(StandardCharsets.UTF_8);
      words = TermTest.words(folded);
      slop = phrase.slop();
      prefix = phrase.prefix();
    }

    @Override
    public boolean test(byte[] bytes, int from, int to, ValueKind kind, FieldType type) {
      byte[] value = Fold.bytes(bytes, from, to);
      if (type != FieldType.TEXT || words.length == 0) {
        return prefix ? startsWith(value, 0, value.length, folded) : Arrays.equals(value, folded);
      }
      List<int[]> found = new ArrayList<>();
      for (var tokens = new Tokens(value, 0, value.length); tokens.next(); ) {
        found.add(new int[] {tokens.start(), tokens.end()});
      }
      for (int first = 0; first < found.size(); first++) {
        if (is(value, found.get(first), 0) && rest(value, found, first, 1, slop)) {
          return true;
        }
      }
      return false;
    }

    /** Whether word {@code word} and those behind it follow with so many words between. */
    private boolean rest(byte[] value, List<int[]> found, int last, int word, int gaps) {
      if (word == words.length) {
        return true;
      }
      int furthest = Math.min(found.size() - 1, last + 1 + gaps);
      for (int next = last + 1; next <= furthest; next++) {
        // The nearest is as good as any: it leaves the most room for what follows.
        if (is(value, found.get(next), word)) {
          return rest(value, found, next, word + 1, gaps - (next - last - 1));
        }
      }
      return false;
    }

    private boolean is(byte[] value, int[] token, int word) {
      boolean begun = prefix && word == words.length - 1;
      return begun
          ? startsWith(value, token[0], token[1], words[word])
          : Arrays.equals(value, token[0], token[1], words[word], 0, words[word].length);
    }

    private static boolean startsWith(byte[] value, int from, int to, byte[] start) {
      return to - from >= start.length
          && Arrays.equals(value, from, from + start.length, start, 0, start.length);
    }
  }

  /** Between two bounds, compared as the field has it. */
  final class RangeTest implements ValueTest {
    private final @Nullable End lower;
    private final @Nullable End upper;
    private final boolean numeric;

    RangeTest(Query.@Nullable Bound lower, Query.@Nullable Bound upper) {
      this.lower = lower == null ? null : new End(lower);
      this.upper = upper == null ? null : new End(upper);
      this.numeric =
          (lower == null || Numbers.parse(lower.value()) != null)
              && (upper == null || Numbers.parse(upper.value()) != null)
              && (lower != null || upper != null);
    }

    @Override
    public boolean test(byte[] bytes, int from, int to, ValueKind kind, FieldType type) {
      if (lower == null && upper == null) {
        return true;
      }
      return switch (type) {
        case DATE -> date(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        case IP -> address(Parsed.address(bytes, from, to));
        case NUMBER -> number(Parsed.number(bytes, from, to));
        case DYNAMIC, KEYWORD, TEXT, BOOLEAN ->
            numeric ? number(Parsed.number(bytes, from, to)) : text(Fold.bytes(bytes, from, to));
      };
    }

    private boolean date(String text) {
      Long value = Parsed.date(text);
      return value != null
          && (lower == null || (lower.date != null && lower.admits(lower.date.compareTo(value))))
          && (upper == null || (upper.date != null && upper.admits(value.compareTo(upper.date))));
    }

    private boolean number(@Nullable Double value) {
      return value != null
          && (lower == null
              || (lower.number != null && lower.admits(lower.number.compareTo(value))))
          && (upper == null
              || (upper.number != null && upper.admits(value.compareTo(upper.number))));
    }

    private boolean address(byte @Nullable [] value) {
      return value != null
          && (lower == null
              || (lower.address != null
                  && lower.admits(Arrays.compareUnsigned(lower.address, value))))
          && (upper == null
              || (upper.address != null
                  && upper.admits(Arrays.compareUnsigned(value, upper.address))));
    }

    private boolean text(byte[] value) {
      return (lower == null || lower.admits(Arrays.compareUnsigned(lower.folded, value)))
          && (upper == null || upper.admits(Arrays.compareUnsigned(value, upper.folded)));
    }

    /** One end, as everything it could be. */
    private static final class End {
      final byte[] folded;
      final @Nullable Double number;
      final byte @Nullable [] address;
      final @Nullable Long date;
      final boolean inclusive;

      End(Query.Bound bound) {
        folded = Fold.text(bound.value()).getBytes(StandardCharsets.UTF_8);
        number = Numbers.parse(bound.value());
        address = Address.parse(bound.value());
        date = Parsed.date(bound.value());
        inclusive = bound.inclusive();
      }

      /** For lower bounds: bound compared with value; for upper ones: value with bound. */
      boolean admits(int order) {
        return inclusive ? order <= 0 : order < 0;
      }
    }
  }
}
