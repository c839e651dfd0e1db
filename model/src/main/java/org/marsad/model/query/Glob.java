package org.marsad.model.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * A compiled {@link WildcardPattern} over folded UTF-8. Goes back only to the last run, so the time
 * is at most the product of both lengths. Thread-safe.
 */
public final class Glob {
  private static final int RUN = -1;
  private static final int ONE = -2;

  private final int[] codes;

  /** Compiles a pattern; case does not count. */
  public Glob(WildcardPattern pattern) {
    var list = new ArrayList<Integer>();
    for (WildcardPattern.Part part : pattern.parts()) {
      switch (part) {
        case WildcardPattern.Literal literal -> {
          for (byte b : Fold.text(literal.text()).getBytes(StandardCharsets.UTF_8)) {
            list.add(b & 0xff);
          }
        }
        case WildcardPattern.Run _ -> list.add(RUN);
        case WildcardPattern.One _ -> list.add(ONE);
      }
    }
    codes = list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether the folded text in [from, to) fits from its start to its end. */
  public boolean matches(byte[] text, int from, int to) {
    int at = from;
    int code = 0;
    int runCode = -1;
    int runAt = from;
    while (at < to) {
      if (code < codes.length && codes[code] == RUN) {
        runCode = code++;
        runAt = at;
      } else if (code < codes.length && codes[code] == ONE) {
        code++;
        at = nextCharacter(text, at, to);
      } else if (code < codes.length && codes[code] == (text[at] & 0xff)) {
        code++;
        at++;
      } else if (runCode >= 0) {
        code = runCode + 1;
        runAt = nextCharacter(text, runAt, to);
        at = runAt;
      } else {
        return false;
      }
    }
    while (code < codes.length && codes[code] == RUN) {
      code++;
    }
    return code == codes.length;
  }

  private static int nextCharacter(byte[] text, int at, int to) {
    int next = at + 1;
    while (next < to && (text[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }
}
