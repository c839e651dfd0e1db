package org.marsad.collector.mapping;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/**
 * Where a value goes, and what becomes of it.
 *
 * @param field null if it is not kept
 * @param otherwise where text goes that is no address or number though it should be; null if
 *     nowhere
 */
record Target(@Nullable Field field, @Nullable Field otherwise, Conversion conversion)
    implements Part {
  /** Two addresses and a type: fourteen bytes in hex with colons between them. */
  private static final int ETHER = 14 * 3 - 1;

  /** Enters the value unless the event has one there, or it is none; {@code tags} gather. */
  @Override
  public void take(Row row, int from, int to) {
    if (field != null
        && !Values.isNothing(row.event().bytes(), from, to)
        && (field.id() == Fields.TAGS.id() || isInstead() || !row.has(field.id()))) {
      boolean number =
          field.type() == FieldType.DYNAMIC && Values.isPlainNumber(row.event().bytes(), from, to);
      enter(row, number ? ValueKind.NUMBER : ValueKind.TEXT, from, to);
    }
  }

  /** Whether a value takes the place of the one that is there. */
  boolean isInstead() {
    return conversion == Conversion.INSTEAD;
  }

  /** Enters the text in [start, end), blanks at its ends left out; whether there was any. */
  boolean enter(Row row, int start, int end) {
    return enter(row, ValueKind.TEXT, start, end);
  }

  /** Enters a value of another field: as it is, where nothing is made of it. */
  boolean copy(Row row, ValueKind kind, int start, int end) {
    Field known = field;
    return known != null
            && conversion == Conversion.NONE
            && !Values.isBlank(row.event().bytes(), start, end)
        ? add(row, known, kind, start, end)
        : enter(row, kind, start, end);
  }

  private boolean enter(Row row, ValueKind kind, int start, int end) {
    byte[] bytes = row.event().bytes();
    int from = start;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (from < to && bytes[to - 1] == ' ') {
      to--;
    }
    return field != null && from < to && enter(row, field, kind, from, to);
  }

  private boolean enter(Row row, Field field, ValueKind kind, int from, int to) {
    byte[] bytes = row.event().bytes();
    return switch (conversion) {
      case NONE -> add(row, field, kind, from, to);
      case NUMBER -> number(row, field, from, to);
      case IP -> address(row, field, from, to);
      case LOWER -> lower(row, field, from, to);
      case MAC -> mac(row, field, from, to);
      case ETHER_TO -> to - from == ETHER && mac(row, field, from, from + MacText.LENGTH);
      case ETHER_FROM ->
          to - from == ETHER
              && mac(row, field, from + MacText.LENGTH + 1, from + 2 * MacText.LENGTH + 1);
      case INSTEAD -> {
        int old = row.find(field.id());
        if (old != EventBatch.NONE) {
          row.remove(old);
        }
        yield add(row, field, kind, from, to);
      }
      case TRIM -> {
        int end = to;
        while (end > from && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
          end--;
        }
        yield add(row, field, kind, from, end);
      }
      case SECONDS -> scaled(row, field, from, to, 9);
      case MILLIS -> scaled(row, field, from, to, 6);
      case MICROS -> scaled(row, field, from, to, 3);
      case CLOCK -> clock(row, field, from, to);
      case BASENAME -> add(row, field, kind, slash(bytes, from, to) + 1, to);
      case DIRECTORY -> add(row, field, kind, from, slash(bytes, from, to));
      case EXTENSION -> {
        int at = to - 1;
        int slash = slash(bytes, from, to);
        while (at > slash && bytes[at] != '.') {
          at--;
        }
        yield at > slash && lower(row, field, at + 1, to);
      }
    };
  }

  private static boolean add(Row row, Field field, ValueKind kind, int from, int to) {
    if (from >= to) {
      return false;
    }
    row.add(field.id(), kind, from, to - from);
    return true;
  }

  private boolean number(Row row, Field field, int from, int to) {
    byte[] bytes = row.event().bytes();
    if (Values.isDecimal(bytes, from, to)) {
      return add(row, field, ValueKind.NUMBER, from, to);
    }
    long number = Values.hex(bytes, from, to);
    if (number < 0) {
      return otherwise != null && add(row, otherwise, ValueKind.TEXT, from, to);
    }
    row.add(field.id(), number);
    return true;
  }

  private boolean address(Row row, Field field, int from, int to) {
    byte[] bytes = row.event().bytes();
    // IPv6 may stand in brackets.
    boolean brackets = to - from > 2 && bytes[from] == '[' && bytes[to - 1] == ']';
    int start = brackets ? from + 1 : from;
    int end = brackets ? to - 1 : to;
    if (Values.isAddress(bytes, start, end)) {
      return add(row, field, ValueKind.TEXT, Values.unmapped(bytes, start, end), end);
    }
    return otherwise != null
        && !row.has(otherwise.id())
        && add(row, otherwise, ValueKind.TEXT, from, to);
  }

  private static boolean mac(Row row, Field field, int from, int to) {
    if (!MacText.is(row.event().bytes(), from, to)) {
      return add(row, field, ValueKind.TEXT, from, to);
    }
    int at = row.event().claim(MacText.LENGTH);
    MacText.write(row.event().bytes(), from, to, at);
    return add(row, field, ValueKind.TEXT, at, at + MacText.LENGTH);
  }

  private static boolean scaled(Row row, Field field, int from, int to, int digits) {
    long nanos = Values.scaled(row.event().bytes(), from, to, digits);
    if (nanos < 0) {
      return false;
    }
    row.add(field.id(), nanos);
    return true;
  }

  private static boolean clock(Row row, Field field, int from, int to) {
    long seconds = Values.clock(row.event().bytes(), from, to);
    if (seconds < 0) {
      return false;
    }
    row.add(field.id(), seconds * 1_000_000_000L);
    return true;
  }

  private static boolean lower(Row row, Field field, int from, int to) {
    int at = from;
    byte[] bytes = row.event().bytes();
    while (at < to && Values.lower(bytes[at]) == bytes[at]) {
      at++;
    }
    if (at == to) {
      return add(row, field, ValueKind.TEXT, from, to);
    }
    int copy = row.event().claim(to - from);
    bytes = row.event().bytes();
    for (int i = from; i < to; i++) {
      bytes[copy + i - from] = (byte) Values.lower(bytes[i]);
    }
    return add(row, field, ValueKind.TEXT, copy, copy + to - from);
  }

  /** The last slash or backslash, or one before the text. */
  private static int slash(byte[] bytes, int from, int to) {
    int at = to - 1;
    while (at >= from && bytes[at] != '/' && bytes[at] != '\\') {
      at--;
    }
    return at;
  }
}
