package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * What the names of a vendor mean: to which fields their values go. Values of names it does not
 * know go to fields of the same names behind the vendor's prefix, so that nothing said is lost. One
 * thread.
 */
final class Vocabulary {
  private static final int MAX_NAME = 128;

  private final ByName<Part[]> known;
  private final ByName<Boolean> nothing;
  private final byte @Nullable [] prefix;
  private final byte[] name;

  /**
   * A vocabulary.
   *
   * @param known what becomes of the values of a name; nothing at all where it is empty
   * @param nothing texts that are no value
   * @param prefix of the fields of other names; null if their values are not kept
   */
  Vocabulary(ByName<Part[]> known, ByName<Boolean> nothing, @Nullable String prefix) {
    this.known = known;
    this.nothing = nothing;
    this.prefix = prefix == null ? null : prefix.getBytes(StandardCharsets.UTF_8);
    this.name =
        this.prefix == null ? new byte[0] : Arrays.copyOf(this.prefix, Schema.MAX_NAME_BYTES);
  }

  /** What becomes of the values of a name, or null if it is not known. */
  Part @Nullable [] find(String word) {
    return known.find(word);
  }

  /** What becomes of the values of the name [word, word + length), or null if it is not known. */
  Part @Nullable [] find(byte[] bytes, int word, int length) {
    return known.find(bytes, word, length);
  }

  /**
   * Whether it is a vocabulary that keeps the values of names it does not know, and their prefix.
   */
  @Nullable String prefix() {
    return prefix == null ? null : new String(prefix, StandardCharsets.UTF_8);
  }

  /** The value [start, end) was given under the name [word, word + length) of the block. */
  void enter(Row row, int word, int length, int start, int end) {
    Part[] parts = known.find(row.event().bytes(), word, length);
    if (parts != null) {
      enter(row, parts, start, end);
    } else if (prefix != null) {
      enterUnknown(row, word, length, start, end);
    }
  }

  /** The value [start, end) was given under a name with these parts. */
  void enter(Row row, Part[] parts, int start, int end) {
    byte[] bytes = row.event().bytes();
    int from = first(bytes, start, end);
    int to = last(bytes, from, end);
    if (isValue(bytes, from, to)) {
      for (Part part : parts) {
        part.take(row, from, to);
      }
    }
  }

  private void enterUnknown(Row row, int word, int length, int start, int end) {
    byte[] bytes = row.event().bytes();
    int from = first(bytes, start, end);
    int to = last(bytes, from, end);
    if (length == 0 || length > MAX_NAME || !isValue(bytes, from, to)) {
      return;
    }
    int at = prefix == null ? 0 : prefix.length;
    for (int i = word; i < word + length; i++) {
      name[at++] = isName(bytes[i]) ? bytes[i] : (byte) '_';
    }
    EventBatch.Builder event = row.event();
    int field = event.schema().id(name, 0, at);
    if (field == Schema.NONE) {
      event.add(
          new String(name, 0, at, StandardCharsets.UTF_8),
          new String(bytes, from, to - from, StandardCharsets.UTF_8));
    } else {
      boolean number = Values.isPlainNumber(bytes, from, to);
      event.add(field, number ? ValueKind.NUMBER : ValueKind.TEXT, from, to - from);
    }
  }

  private boolean isValue(byte[] bytes, int from, int to) {
    return !Values.isNothing(bytes, from, to) && nothing.find(bytes, from, to - from) == null;
  }

  private static boolean isName(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == '_'
        || b == '-'
        || b == '.';
  }

  private static int first(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && bytes[from] == ' ') {
      from++;
    }
    return from;
  }

  private static int last(byte[] bytes, int from, int end) {
    int to = end;
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    return to;
  }
}
