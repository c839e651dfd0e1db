package org.marsad.model.query;

/** A text without case, and where in the text each of its characters came from. Immutable. */
final class FoldedText {
  private final String text;
  private final int[] origins;

  FoldedText(String original) {
    var folded = new StringBuilder(original.length());
    var from = new int[2 * original.length() + 1];
    for (int i = 0; i < original.length(); ) {
      int c = original.codePointAt(i);
      int before = folded.length();
      folded.appendCodePoint(Fold.character(c));
      for (int j = before; j < folded.length(); j++) {
        from[j] = i;
      }
      i += Character.charCount(c);
    }
    from[folded.length()] = original.length();
    text = folded.toString();
    origins = from;
  }

  String text() {
    return text;
  }

  /** Where the character at an index stands in the text; the index may be the end. */
  int origin(int index) {
    return origins[index];
  }
}
