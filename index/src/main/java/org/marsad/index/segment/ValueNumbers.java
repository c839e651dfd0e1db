package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.NumericUtils;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Numbers;

/** Reads values that are decimal numbers; whole ones of few digits, as most are, digit by digit. */
final class ValueNumbers {
  /** It is none: no double has these bits, sortable, and is a number. */
  static final long NONE = Long.MIN_VALUE;

  /** Whole numbers of so many digits are doubles of their own, and printed as they are. */
  private static final int FEW = 15;

  private ValueNumbers() {}

  /** The sortable double that [from, to) reads as, or {@link #NONE}. */
  static long sortable(byte[] bytes, int from, int to) {
    return isFew(bytes, from, to) ? few(bytes, from, to) : any(latin(bytes, from, to));
  }

  /** The same where it prints back to these bytes, else {@link #NONE}. */
  static long printed(byte[] bytes, int from, int to) {
    if (isFew(bytes, from, to)) {
      int digits = bytes[from] == '-' ? from + 1 : from;
      return bytes[digits] == '0' && to - from > 1 ? NONE : few(bytes, from, to);
    }
    String text = latin(bytes, from, to);
    long number = any(text);
    boolean same =
        number != NONE && Value.of(NumericUtils.sortableLongToDouble(number)).text().equals(text);
    return same ? number : NONE;
  }

  private static boolean isFew(byte[] bytes, int from, int to) {
    int at = from < to && bytes[from] == '-' ? from + 1 : from;
    if (at == to || to - at > FEW) {
      return false;
    }
    for (; at < to; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long few(byte[] bytes, int from, int to) {
    boolean below = bytes[from] == '-';
    long number = 0;
    for (int at = below ? from + 1 : from; at < to; at++) {
      number = number * 10 + bytes[at] - '0';
    }
    return NumericUtils.doubleToSortableLong((double) (below ? -number : number));
  }

  private static long any(String text) {
    Double number = Numbers.parse(text);
    return number == null ? NONE : NumericUtils.doubleToSortableLong(number);
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
