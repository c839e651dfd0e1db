package org.marsad.collector.mapping;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.ValueKind;

/**
 * A text of names and values, such as {@code src=192.0.2.1 user="a b"}. In a value between quotes
 * nothing is a separator, and a backslash in front of a quote or a backslash goes; a quote ends it
 * only in front of a separator. Of a name that is given twice the first value counts, so that what
 * an attacker writes behind it changes nothing. One thread.
 *
 * @param between characters that end a pair
 * @param equals characters of which one stands between name and value
 * @param quotes opening and closing quotes in turn
 * @param word where words without a value go, null if nowhere; one that is a name is its value
 */
record KeyValues(
    String between, String equals, String quotes, @Nullable Field word, Vocabulary vocabulary)
    implements Part {

  @Override
  public void take(Row row, int from, int to) {
    int at = from;
    while (at < to) {
      byte[] bytes = row.event().bytes();
      while (at < to && (bytes[at] == ' ' || isBetween(bytes[at]))) {
        at++;
      }
      int key = at;
      while (at < to && !isEquals(bytes[at]) && !isBetween(bytes[at])) {
        at++;
      }
      if (at < to && isEquals(bytes[at])) {
        at = value(row, key, at, to);
      } else if (word != null && at > key) {
        Part[] named = vocabulary.find(bytes, key, at - key);
        if (named == null) {
          row.event().add(word.id(), ValueKind.TEXT, key, at - key);
        } else {
          vocabulary.enter(row, named, key, at);
        }
      }
    }
  }

  /** Enters the value behind the name that ends at {@code keyEnd}; where reading goes on. */
  private int value(Row row, int key, int keyEnd, int to) {
    byte[] bytes = row.event().bytes();
    int from = keyEnd + 1;
    while (from < to && bytes[from] == bytes[keyEnd]) {
      from++;
    }
    int quote = from < to ? opening(bytes[from]) : -1;
    int end = from;
    if (quote < 0) {
      while (end < to && !isBetween(bytes[end])) {
        end++;
      }
      vocabulary.enter(row, key, keyEnd - key, from, end);
      return end;
    }
    boolean escaped = false;
    char closing = quotes.charAt(quote + 1);
    for (end = ++from; end < to && !isClosing(bytes, end, to, closing); end++) {
      if (bytes[end] == '\\' && end + 1 < to && isEscaped(bytes[end + 1], closing)) {
        escaped = true;
        end++;
      }
    }
    if (escaped) {
      int at = unescape(row.event(), from, Math.min(end, to), closing);
      vocabulary.enter(row, key, keyEnd - key, at, row.event().length());
    } else {
      vocabulary.enter(row, key, keyEnd - key, from, Math.min(end, to));
    }
    return Math.min(end + 1, to);
  }

  /** The text without its backslashes, at the end of the block. */
  private static int unescape(EventBatch.Builder event, int from, int to, char closing) {
    int at = event.claim(to - from);
    byte[] bytes = event.bytes();
    int count = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' && i + 1 < to && isEscaped(bytes[i + 1], closing)) {
        i++;
      }
      bytes[at + count++] = bytes[i];
    }
    event.release(to - from - count);
    return at;
  }

  /** A quote that something else than a separator follows is part of the value. */
  private boolean isClosing(byte[] bytes, int at, int to, char closing) {
    return bytes[at] == closing
        && (at + 1 == to || bytes[at + 1] == ' ' || isBetween(bytes[at + 1]));
  }

  private static boolean isEscaped(byte b, char closing) {
    return b == closing || b == '\\';
  }

  private boolean isEquals(byte b) {
    return equals.indexOf(b) >= 0;
  }

  private boolean isBetween(byte b) {
    return between.indexOf(b) >= 0;
  }

  private int opening(byte b) {
    for (int i = 0; i < quotes.length(); i += 2) {
      if (quotes.charAt(i) == b) {
        return i;
      }
    }
    return -1;
  }
}
