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
 * The line of a signal and the values of its fields in one array, where most values lie in the line
 * itself: many signals are held for some time, and of most nobody reads more than a value or two.
 * Text is made when it is asked for. Immutable.
 *
 * <p>First a table, of the line and of each value where it lies and how long it is, in two bytes
 * each, or four where the array is longer than two bytes can say; then the line; then what does not
 * lie in it.
 */
public final class Packed {
  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** The longest array whose table has two bytes a number. */
  static final int NARROW = 0xffff;

  /** No line and no fields. */
  static final Packed NOTHING = Packing.of(Names.NONE, new byte[0], 0, 0, 0).end();

  private final Names names;
  private final byte[] bytes;

  /**
   * Of each value the text, where somebody asked for it; sessions that want a signal mostly ask for
   * the same. Where two threads ask at once there are two that say the same.
   */
  private @Nullable String @Nullable [] texts;

  Packed(Names names, byte[] bytes) {
    this.names = names;
    this.bytes = bytes;
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
    return bytes.length <= NARROW
        ? (short) SHORTS.get(bytes, at * Short.BYTES) & NARROW
        : (int) INTS.get(bytes, at * Integer.BYTES);
  }

  /** What an entry of the table says lies there. */
  private String text(int entry) {
    return new String(bytes, number(entry * 2), number(entry * 2 + 1), UTF_8);
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

  /** Whether nobody has asked for a text that is kept. */
  boolean isBare() {
    return texts == null;
  }

  /** The same without texts. */
  Packed bare() {
    return isBare() ? this : new Packed(names, bytes);
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
    int from = number(place * 2 + 2);
    int length = number(place * 2 + 3);
    if (length < value.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      byte next = bytes[from + i];
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

  /** How long the array is. */
  int length() {
    return bytes.length;
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
    Texts.write(out, bytes, number(entry * 2), number(entry * 2 + 1));
  }

  /** The fields as a map that cannot be changed. */
  Map<String, String> fields() {
    return new Fields();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packed that
        && (names.equals(that.names) && Arrays.equals(bytes, that.bytes)
            || line().equals(that.line()) && fields().equals(that.fields()));
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
