package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;

/**
 * What is known of a frame without unpacking its text: which structure each of its events has, and
 * which slots of structures hold {@link Digits} in all events, of which field. The digits lie
 * behind the bits of the frame, slot by slot, those of a slot in the order of events. It is written
 * as
 *
 * <pre>
 * number of structures (varint); of each event which it has, as {@link Longs}, the first of the bits
 * number of slots (varint), for each: its structure, its number there, its form, how many digits its
 *   values have (varints)
 * number of fields (varint), for each: its name and how long that is, how many slots are values of
 *   it, and which (varints)
 * number of events (varint) that have digits elsewhere, and which (1 each)
 * </pre>
 *
 * <p>Nobody changes it.
 */
final class Outline {
  static final Outline NONE = new Outline(0, new int[0], new int[0]);

  private static final int MAX_SLOTS = 1 << 16;

  /** How many structures there are. */
  final int structures;

  /** Of each event which it has. */
  final int[] shapeOf;

  /** How many events each has. */
  final int[] events;

  /** Of each slot with digits its structure. */
  int[] shapes = {};

  /** Its number there. */
  int[] slots = {};

  int[] forms = {};

  /** How many digits its values have. */
  int[] digits = {};

  /** How far behind those of the first slot its digits begin. */
  int[] starts = {};

  /** How many bytes all digits take. */
  int length;

  /** The names of fields whose values are such slots. */
  byte[][] names = {};

  /** Of each the slots. */
  int[][] slotsOf = {};

  /** The events whose values may be digits that are in no such slot. */
  int[] others = {};

  private Outline(int structures, int[] shapeOf, int[] events) {
    this.structures = structures;
    this.shapeOf = shapeOf;
    this.events = events;
  }

  static Outline read(int rows, Input in, Input bits) throws IOException {
    int structures = in.count(rows);
    int[] shapeOf = Longs.ordinals(rows, structures, in, bits);
    var events = new int[structures];
    for (int shape : shapeOf) {
      events[shape]++;
    }
    var outline = new Outline(structures, shapeOf, events);
    outline.readSlots(in);
    outline.readNames(in);
    int others = in.count(rows);
    outline.others = new int[others];
    for (int i = 0; i < others; i++) {
      outline.others[i] = in.next() & 0xff;
      if (outline.others[i] >= rows) {
        throw Input.corrupt("an event that is not there");
      }
    }
    return outline;
  }

  private void readSlots(Input in) throws IOException {
    int count = in.count(Math.min(MAX_SLOTS, in.left()));
    shapes = new int[count];
    slots = new int[count];
    forms = new int[count];
    digits = new int[count];
    starts = new int[count];
    for (int i = 0; i < count; i++) {
      shapes[i] = in.count(structures - 1);
      slots[i] = in.count(RowCutter.MAX_PIECES + RowCutter.MAX_SLICES);
      forms[i] = in.count(Digits.MOST);
      digits[i] = in.count(Variables.MAX_HEX);
      if ((forms[i] & Digits.UUID) != 0 && digits[i] != Pattern.UUID_BYTES * 2) {
        throw Input.corrupt("a UUID of " + digits[i] + " digits");
      }
      starts[i] = length;
      length = Math.addExact(length, events[shapes[i]] * Digits.size(digits[i]));
    }
  }

  private void readNames(Input in) throws IOException {
    int count = in.count(Math.min(MAX_SLOTS, in.left()));
    names = new byte[count][];
    slotsOf = new int[count][];
    for (int i = 0; i < count; i++) {
      int size = in.count(in.left());
      int at = in.skip(size);
      names[i] = Arrays.copyOfRange(in.array(), at, at + size);
      slotsOf[i] = new int[in.count(in.left())];
      for (int j = 0; j < slotsOf[i].length; j++) {
        slotsOf[i][j] = in.count(slots.length - 1);
      }
    }
  }
}
