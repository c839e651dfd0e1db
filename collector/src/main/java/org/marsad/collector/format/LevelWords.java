package org.marsad.collector.format;

/**
 * The severity in words, alone (BIG-IP) or behind the facility (AIX), between the host and the tag.
 * The priority has said it already, so it is gone over. One thread.
 */
final class LevelWords {
  private static final String[] LEVELS = {
    "emerg ", "alert ", "crit ", "err ", "warning ", "notice ", "info ", "debug "
  };

  private final Cursor in;
  private final HeaderWords words;

  LevelWords(Cursor in, HeaderWords words) {
    this.in = in;
    this.words = words;
  }

  /** BIG-IP: goes over a severity that stands alone before the tag, and tells whether one did. */
  boolean skipAlone() {
    for (int severity = 0; severity < LEVELS.length; severity++) {
      if (words.isText(LEVELS[severity])) {
        int back = in.at;
        in.at += LEVELS[severity].length();
        if (words.isBracketTag() || severity == severity() && words.tagEnd() >= 0) {
          return true;
        }
        in.at = back;
      }
    }
    return false;
  }

  /** The severity that the priority says, or -1. */
  private int severity() {
    int value = -1;
    if (in.bytes[in.start] == '<') {
      value = 0;
      for (int i = in.start + 1; i < in.end && Cursor.isDigit(in.bytes[i]); i++) {
        value = (value * 10 + in.bytes[i] - '0') & 0xfff;
      }
    }
    return value < 0 ? value : value & 7;
  }

  /** AIX: goes over {@code FACILITY:SEVERITY } before the tag. */
  void skipPair() {
    int colon = in.at;
    while (colon < in.end && (in.bytes[colon] == '|' || isLevelByte(in.bytes[colon]))) {
      colon++;
    }
    int i = colon + 1;
    while (i < in.end && isLevelByte(in.bytes[i])) {
      i++;
    }
    boolean level = colon > in.at && i > colon + 2 && i < in.end;
    if (!level || in.bytes[colon] != ':' || in.bytes[i] != ' ') {
      return;
    }
    int back = in.at;
    in.at = colon + 1;
    boolean known = false;
    for (String word : LEVELS) {
      known |= words.isText(word);
    }
    in.at = i + 1;
    if (!words.isBracketTag() && (!known || words.tagEnd() < 0)) {
      in.at = back;
    }
  }

  private static boolean isLevelByte(byte b) {
    return b >= 'a' && b <= 'z' || Cursor.isDigit(b);
  }
}
