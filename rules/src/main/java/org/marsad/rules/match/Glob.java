package org.marsad.rules.match;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.query.Fold;
import org.marsad.rules.sigma.Wildcards;

/**
 * A pattern over UTF-8: literal runs, {@code ?} for one character, {@code *} for any run. Matches
 * in time linear in text times pattern at worst, by going back to the last star only. Immutable.
 */
final class Glob {
  private static final int MANY = -1;
  private static final int ONE = -2;

  /** Bytes, {@link #MANY} and {@link #ONE}. */
  private final int[] symbols;

  private final List<byte[]> runs;

  private Glob(int[] symbols, List<byte[]> runs) {
    this.symbols = symbols;
    this.runs = runs;
  }

  /** The pattern, folded unless it is cased. */
  static Glob of(Wildcards pattern, boolean cased) {
    var symbols = new ArrayList<Integer>();
    var runs = new ArrayList<byte[]>();
    var run = new ByteArrayOutputStream();
    for (int symbol : pattern.symbols()) {
      if (symbol >= 0) {
        int point = cased ? symbol : Fold.character(symbol);
        byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        run.writeBytes(bytes);
        for (byte b : bytes) {
          symbols.add(b & 0xff);
        }
        continue;
      }
      close(run, runs);
      symbols.add(symbol == Wildcards.MANY ? MANY : ONE);
    }
    close(run, runs);
    return new Glob(symbols.stream().mapToInt(Integer::intValue).toArray(), runs);
  }

  private static void close(ByteArrayOutputStream run, List<byte[]> runs) {
    if (run.size() > 0) {
      runs.add(run.toByteArray());
      run.reset();
    }
  }

  /** The longest literal run, which every text that fits has; empty if there is none. */
  byte[] longest() {
    byte[] longest = new byte[0];
    for (byte[] run : runs) {
      longest = run.length > longest.length ? run : longest;
    }
    return longest;
  }

  /** Whether it is {@code text}, {@code *text}, {@code text*} or {@code *text*}. */
  boolean isLiteral() {
    int inner = symbols.length - (startsOpen() ? 1 : 0) - (endsOpen() ? 1 : 0);
    return runs.size() == 1 && inner == runs.getFirst().length;
  }

  boolean startsOpen() {
    return symbols.length > 0 && symbols[0] == MANY;
  }

  boolean endsOpen() {
    return symbols.length > 0 && symbols[symbols.length - 1] == MANY;
  }

  /** Whether the pattern has no characters and no wildcards. */
  boolean isEmpty() {
    return symbols.length == 0;
  }

  /** Whether the whole of [from, to) fits. */
  boolean matches(byte[] text, int from, int to) {
    int at = from;
    int symbol = 0;
    int starSymbol = -1;
    int starAt = 0;
    while (at < to) {
      if (symbol < symbols.length && symbols[symbol] == MANY) {
        starSymbol = symbol++;
        starAt = at;
      } else if (symbol < symbols.length && symbols[symbol] == ONE) {
        at = next(text, at, to);
        symbol++;
      } else if (symbol < symbols.length && symbols[symbol] == (text[at] & 0xff)) {
        at++;
        symbol++;
      } else if (starSymbol >= 0) {
        starAt = next(text, starAt, to);
        at = starAt;
        symbol = starSymbol + 1;
      } else {
        return false;
      }
    }
    while (symbol < symbols.length && symbols[symbol] == MANY) {
      symbol++;
    }
    return symbol == symbols.length;
  }

  /** Behind the character at a byte. */
  private static int next(byte[] text, int at, int to) {
    int next = at + 1;
    while (next < to && (text[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }
}
