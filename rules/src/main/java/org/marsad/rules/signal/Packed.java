package org.marsad.rules.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The line of a signal and the values of its fields in one run of bytes, where most values lie in
 * the line itself: many signals are held for some time, and of most nobody reads more than a value
 * or two. Text is made when it is asked for. Immutable.
 *
 * <p>First a table, of the line and of each value where it lies and how long it is, in two bytes
 * each, or four where it is longer than two bytes can say; then the line; then what does not lie in
 * it.
 */
public final class Packed {
  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** So long it may be with a table of two bytes a number. */
  static final int NARROW = 0xffff;

  /** No line and no fields. */
  static final Packed NOTHING = Packing.of(Names.NONE, new byte[0], 0, 0, 0).end();

  private final Names names;
  private final byte[] bytes;
  private final int from;
  private final int length;

  /**
   * Of each value the text, where somebody asked for it; sessions that want a signal mostly ask for
   * the same. Where two threads ask at once there are two that say the same.
   */
  private @Nullable String @Nullable [] texts;

  Packed(Names names, byte[] bytes) {
    this(names, bytes, 0, bytes.length);
  }

  private Packed(Names names, byte[] bytes, int from, int length) {
    this.names = names;
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  /** These. */
  public static Packed of(Map<String, String> fields, String line) {
    if (fields.isEmpty() && line.isEmpty()) {
      return NOTHING;
    }
    var sorted = new TreeMap<>(fields);
    byte[] text = line.getBytes(UTF_8);
    List<byte[]> values = new ArrayList<>();
    int size = 0;
    for (String value : sorted.values()) {
      byte[] each = value.getBytes(UTF_8);
      values.add(each);
      size += each.length;
    }
    Names names = Names.shared(List.copyOf(sorted.keySet()));
    Packing packing = Packing.of(names, text, 0, text.length, size);
    values.forEach(each -> packing.add(each, 0, each.length));
    return packing.end();
  }

  /** A number of the table. */
  private int number(int at) {
    return length <= NARROW
        ? (short) SHORTS.get(bytes, from + at * Short.BYTES) & NARROW
        : (int) INTS.get(bytes, from + at * Integer.BYTES);
  }

  /** What an entry of the table says lies there. */
  private String text(int entry) {
    return new String(bytes, from + number(entry * 2), number(entry * 2 + 1), UTF_8);
  }

  String line() {
    return text(0);
  }

  /** The value of a field, or null. */
  @Nullable String value(String name) {
    int place = names.find(name);
    return place < 0 ? null : value(place);
  }

  private String value(int place) {
    String common = names.common(place);
    if (common != null) {
      return common;
    }
    @Nullable String[] known = texts;
    if (known == null) {
      known = new String[names.own()];
      texts = known;
    }
    String text = known[place];
    if (text == null) {
      text = text(place + 1);
      known[place] = text;
    }
    return text;
  }

  /** The same without texts, copied into an array from a place on, and as long as that stays. */
  Packed into(byte[] array, int at) {
    System.arraycopy(bytes, from, array, at, length);
    return new Packed(names, array, at, length);
  }

  /** Whether a field is there and has this value; makes no text of what is plain. */
  boolean is(String name, String value) {
    int place = names.find(name);
    if (place < 0) {
      return false;
    }
    String common = names.common(place);
    if (common != null) {
      return common.equals(value);
    }
    int begin = from + number(place * 2 + 2);
    int count = number(place * 2 + 3);
    if (count < value.length()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      byte next = bytes[begin + i];
      if (next < 0) {
        return text(place + 1).equals(value);
      }
      if (i >= value.length() || next != value.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean has(String name) {
    return names.find(name) >= 0;
  }

  /** What its bytes lie in. */
  byte[] array() {
    return bytes;
  }

  /** How many bytes it has. */
  int length() {
    return length;
  }

  /** Writes the line as {@link Texts} does; bytes that are no UTF-8 are so again when read. */
  void writeLine(DataOutput out) throws IOException {
    write(out, 0);
  }

  /** Writes names and values in their order. */
  void writeFields(DataOutput out) throws IOException {
    out.writeInt(names.size());
    for (int place = 0; place < names.size(); place++) {
      byte[] name = names.bytes(place);
      Texts.write(out, name, 0, name.length);
      String common = names.common(place);
      if (common == null) {
        write(out, place + 1);
      } else {
        Texts.write(out, common);
      }
    }
  }

  private void write(DataOutput out, int entry) throws IOException {
    Texts.write(out, bytes, from + number(entry * 2), number(entry * 2 + 1));
  }

  /** The fields as a map that cannot be changed. */
  Map<String, String> fields() {
    return new Fields();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packed that
        && (names.equals(that.names) && hasBytesOf(that)
            || line().equals(that.line()) && fields().equals(that.fields()));
  }

  private boolean hasBytesOf(Packed other) {
    return Arrays.equals(
        bytes, from, from + length, other.bytes, other.from, other.from + other.length);
  }

  @Override
  public int hashCode() {
    return fields().hashCode() * 31 + line().hashCode();
  }

  private final class Fields extends AbstractMap<String, String> {
    @Override
    public int size() {
      return names.size();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
      return name instanceof String text ? value(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String text && has(text);
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
      return new Entries();
    }
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {
    @Override
    public int size() {
      return names.size();
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < names.size();
        }

        @Override
        public Map.Entry<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int place = next++;
          return Map.entry(names.name(place), value(place));
        }
      };
    }
  }
}
