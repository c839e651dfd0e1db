package org.marsad.model.query;

/**
 * The words of a text: the longest runs of ASCII letters, digits, {@code _} and bytes from 0x80 up.
 * The one definition for queries, matching and the index. Walks without making objects:
 *
 * <pre>
 * for (var words = new Tokens(bytes, from, to); words.next(); ) { ... words.start(), words.end() }
 * </pre>
 */
public final class Tokens {
  private final byte[] bytes;
  private final int to;
  private int start;
  private int end;

  /** The words in [from, to). */
  public Tokens(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.to = to;
    this.start = from;
    this.end = from;
  }

  /** Goes to the next word. */
  public boolean next() {
    start = end;
    while (start < to && !isWord(bytes[start])) {
      start++;
    }
    end = start;
    while (end < to && isWord(bytes[end])) {
      end++;
    }
    return end > start;
  }

  /** Where the word begins. */
  public int start() {
    return start;
  }

  /** Where it ends. */
  public int end() {
    return end;
  }

  /** Whether a byte belongs to a word. */
  public static boolean isWord(byte b) {
    return b < 0
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_';
  }
}
