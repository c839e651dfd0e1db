package org.marsad.index.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.Schema;

/**
 * Finds the slots of a frame that hold {@link Digits} in all events of their structure, packs them,
 * and says what {@link Outline} tells of them. One thread.
 */
final class DigitSlots {
  /** Of so many values of a slot one may come again in the segment. */
  private static final int AGAIN = 4;

  private final Bytes packed = new Bytes();
  private final BitSet others = new BitSet();
  private final Map<Integer, List<Integer>> byField = new LinkedHashMap<>();
  private int[] shapes = new int[16];
  private int[] slots = new int[16];
  private int[] forms = new int[16];
  private int[] digits = new int[16];
  private int[] starts = new int[16];
  private int count;
  private HexTable table = new HexTable();

  /** What comes again in the segment from now on. */
  void shared(HexTable all) {
    table = all;
  }

  /** Begins with another frame. */
  void clear() {
    packed.clear();
    others.clear();
    byField.clear();
    count = 0;
  }

  /** The digits of all slots. */
  Bytes packed() {
    return packed;
  }

  /**
   * Takes a slot whose values are digits.
   *
   * @param events how many values there are
   * @param values gives the number of each, by which the others are asked
   * @return its number, or -1 if they are not
   */
  int add(int shape, int slot, byte[] bytes, int[] from, int[] length, Values values, int events) {
    int first = values.at(0);
    int form = Digits.form(bytes, from[first], from[first] + length[first]);
    if (form == Digits.NONE) {
      return -1;
    }
    int all = form;
    int again = 0;
    for (int i = 0; i < events; i++) {
      int value = values.at(i);
      int begin = from[value];
      int end = begin + length[value];
      int of = length[value] == length[first] ? Digits.form(bytes, begin, end) : Digits.NONE;
      all |= of;
      if (of == Digits.NONE || isNone(all, of)) {
        return -1;
      }
      again += Digits.areIn(table, bytes, begin, end, of) ? 1 : 0;
    }
    if ((all & (Digits.SMALL | Digits.LARGE)) == 0 || again * AGAIN > events) {
      return -1;
    }
    reserve();
    shapes[count] = shape;
    slots[count] = slot;
    forms[count] = all;
    digits[count] = Digits.count(all, length[first]);
    starts[count] = packed.length();
    for (int i = 0; i < events; i++) {
      int value = values.at(i);
      Digits.pack(bytes, from[value], length[value], all, packed);
    }
    return count++;
  }

  /** Whether values of a form are not of the one that all before had. */
  private static boolean isNone(int all, int of) {
    int letters = Digits.SMALL | Digits.LARGE;
    return (all & letters) == letters || (all & ~letters) != (of & ~letters);
  }

  private void reserve() {
    if (count == shapes.length) {
      shapes = Arrays.copyOf(shapes, count * 2);
      slots = Arrays.copyOf(slots, count * 2);
      forms = Arrays.copyOf(forms, count * 2);
      digits = Arrays.copyOf(digits, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
  }

  /** Which values those of a slot are. */
  @FunctionalInterface
  interface Values {
    int at(int event);
  }

  /** Says that a slot holds the values of a field. */
  void value(int field, int number) {
    List<Integer> of = byField.computeIfAbsent(field, _ -> new ArrayList<>());
    if (!of.contains(number)) {
      of.add(number);
    }
  }

  /** Says of an event that a value of it lies in no such slot; it counts if it is digits. */
  void other(int row, byte[] bytes, int from, int to) {
    if (Digits.areDice(bytes, from, to) && !Digits.comeAgain(table, bytes, from, to)) {
      others.set(row);
    }
  }

  /** As above, where JSON may make digits of these bytes. */
  void escaped(int row, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean may =
          (b >= '0' && b <= '9')
              || (b >= 'a' && b <= 'f')
              || (b >= 'A' && b <= 'F')
              || b == '\\'
              || b == 'u'
              || b == '-'
              || b == '{'
              || b == '}';
      if (!may) {
        return;
      }
    }
    others.set(row);
  }

  /** How many slots there are. */
  int count() {
    return count;
  }

  /** Whether a frame that was read has the same slots. */
  boolean areThose(Outline read) {
    return read.length == packed.length()
        && Arrays.equals(read.shapes, Arrays.copyOf(shapes, count))
        && Arrays.equals(read.slots, Arrays.copyOf(slots, count))
        && Arrays.equals(read.forms, Arrays.copyOf(forms, count))
        && Arrays.equals(read.digits, Arrays.copyOf(digits, count))
        && Arrays.equals(read.starts, Arrays.copyOf(starts, count))
        && read.names.length == byField.size()
        && read.others.length == others.cardinality();
  }

  /** Writes what an outline has behind its structures. */
  void write(Schema schema, Bytes out) {
    out.varint(count);
    for (int i = 0; i < count; i++) {
      out.varint(shapes[i]);
      out.varint(slots[i]);
      out.varint(forms[i]);
      out.varint(digits[i]);
    }
    out.varint(byField.size());
    byField.forEach(
        (field, of) -> {
          byte[] name = schema.field(field).name().getBytes(StandardCharsets.UTF_8);
          out.varint(name.length);
          out.add(name);
          out.varint(of.size());
          for (int number : of) {
            out.varint(number);
          }
        });
    out.varint(others.cardinality());
    for (int row = others.nextSetBit(0); row >= 0; row = others.nextSetBit(row + 1)) {
      out.add((byte) row);
    }
  }
}
