package org.marsad.model.query;

import org.jspecify.annotations.Nullable;

/** Decimal numbers as they stand in logs and queries. */
public final class Numbers {
  private static final int MAX_LENGTH = 64;

  private Numbers() {}

  /** The value of a JSON number (RFC 8259 section 6), leading zeros allowed; null if it is none. */
  public static @Nullable Double parse(CharSequence text) {
    // The addition turns -0 into 0, which are one number here.
    return isNumber(text) ? Double.valueOf(Double.parseDouble(text.toString()) + 0.0) : null;
  }

  private static boolean isNumber(CharSequence text) {
    int at = 0;
    int end = text.length();
    if (end > MAX_LENGTH) {
      return false;
    }
    if (at < end && text.charAt(at) == '-') {
      at++;
    }
    int digits = at;
    at = digits(text, at);
    if (at == digits) {
      return false;
    }
    if (at < end && text.charAt(at) == '.') {
      digits = ++at;
      at = digits(text, at);
      if (at == digits) {
        return false;
      }
    }
    if (at < end && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < end && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      digits = at;
      at = digits(text, at);
      if (at == digits) {
        return false;
      }
    }
    return at == end;
  }

  private static int digits(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
