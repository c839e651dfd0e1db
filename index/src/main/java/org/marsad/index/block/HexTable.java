package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;

/**
 * Long hexadecimal words and UUIDs that come again in a segment, such as the hashes of programs: no
 * compressor makes them shorter, so they are written once, with the segment's first block, and
 * pointed at. Upper and lower case are told apart where they are pointed at. There are at most
 * {@link #MOST}; those behind are written wherever they are. One thread fills it; then any may read
 * it.
 */
public final class HexTable {
  /** The most entries. */
  static final int MOST = 1 << 15;

  private static final int NONE = -1;
  private static final int MAX_PACKED = (Variables.MAX_HEX + 1) / 2;

  private final Bytes packed;
  private final Bytes scratch = new Bytes();
  private int[] ends = new int[16];
  private int[] digits = new int[16];
  private int[] slots = new int[64];
  private int size;

  /** An empty one. */
  public HexTable() {
    packed = new Bytes();
  }

  private HexTable(HexTable same) {
    packed = same.packed;
    ends = same.ends;
    digits = same.digits;
    slots = same.slots;
    size = same.size;
  }

  /** The same for another thread to look into, once nothing is put into it any more. */
  public HexTable twin() {
    return new HexTable(this);
  }

  /** Puts in what a text has, as a block would take it out. */
  public void addFrom(byte[] text, int from, int to) {
    if (to - from < Variables.MIN_HEX || size == MOST) {
      return;
    }
    for (int at = from; at < to; ) {
      int kinds = Variables.kinds(text, at, at + 1);
      int end = at + 1;
      if (Variables.isWord(kinds)) {
        while (end < to && Variables.isWord(Variables.kinds(text, end, end + 1))) {
          end++;
        }
        if (Variables.isUuidAt(text, at, end, to)) {
          end = at + Variables.UUID_LENGTH;
          add(text, at, Variables.UUID_LENGTH);
        } else if (Variables.isHexAt(text, at, end)) {
          add(text, at, end - at);
        }
      }
      at = end;
    }
  }

  /** Puts in what another has. */
  public void addAll(HexTable other) {
    for (int i = 0; i < other.size && size < MOST; i++) {
      add(other.packed.array(), other.start(i), other.ends[i] - other.start(i), other.digits[i]);
    }
  }

  int size() {
    return size;
  }

  /** The entry that some digits are, dashes between them left out, or -1. */
  int find(byte[] text, int from, int length) {
    if (size == 0) {
      return NONE;
    }
    scratch.clear();
    int count = digits(text, from, length);
    return slots[slot(scratch.array(), 0, scratch.length(), count)] - 1;
  }

  /** Packs digits and says how many they are. */
  private int digits(byte[] text, int from, int length) {
    Pattern.pack(text, from, length, scratch);
    return length == Variables.UUID_LENGTH && text[from + Variables.UUID_FIRST] == '-'
        ? Pattern.UUID_BYTES * 2
        : length;
  }

  private void add(byte[] text, int from, int length) {
    scratch.clear();
    int count = digits(text, from, length);
    add(scratch.array(), 0, scratch.length(), count);
  }

  private void add(byte[] bytes, int from, int length, int count) {
    int slot = slot(bytes, from, length, count);
    if (slots[slot] != 0 || size == MOST) {
      return;
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      digits = Arrays.copyOf(digits, size * 2);
    }
    packed.add(bytes, from, length);
    ends[size] = packed.length();
    digits[size++] = count;
    slots[slot] = size;
    if (size * 2 > slots.length) {
      grow();
    }
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int i = 0; i < size; i++) {
      int at = hash(packed.array(), start(i), ends[i] - start(i), digits[i]);
      while (slots[at & slots.length - 1] != 0) {
        at++;
      }
      slots[at & slots.length - 1] = i + 1;
    }
  }

  /** Where an entry is, or where it would be put. */
  private int slot(byte[] bytes, int from, int length, int count) {
    int mask = slots.length - 1;
    for (int at = hash(bytes, from, length, count); ; at++) {
      int known = slots[at & mask] - 1;
      if (known < 0
          || (digits[known] == count
              && Arrays.equals(
                  packed.array(), start(known), ends[known], bytes, from, from + length))) {
        return at & mask;
      }
    }
  }

  private static int hash(byte[] bytes, int from, int length, int count) {
    return ByteTable.hash(bytes, from, length) * 31 + count;
  }

  private int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  /** Writes the digits of an entry as a mark says. */
  void text(long entry, byte mark, Bytes out) throws IOException {
    if (entry < 0 || entry >= size) {
      throw Input.corrupt("entry " + entry + " of " + size + " that come again");
    }
    int number = (int) entry;
    byte as = Pattern.ofShared(mark);
    if (Pattern.size(as, digits[number]) != ends[number] - start(number)) {
      throw Input.corrupt("an entry of " + digits[number] + " digits");
    }
    Pattern.bytes(as, digits[number], packed.array(), start(number), out);
  }

  /** Writes all of it: how many, the digits of each, then the bytes of all. */
  void write(Bytes out) {
    out.varint(size);
    for (int i = 0; i < size; i++) {
      out.varint(digits[i]);
    }
    out.add(packed);
  }

  /** Goes over what was written. */
  static void skip(Input in) throws IOException {
    int count = in.count(MOST);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += (in.count(MAX_PACKED * 2) + 1) / 2;
    }
    in.skip((int) bytes);
  }

  /** Reads what was written. */
  static HexTable read(Input in) throws IOException {
    var table = new HexTable();
    int count = in.count(MOST);
    var lengths = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = in.count(MAX_PACKED * 2);
    }
    for (int i = 0; i < count; i++) {
      int length = (lengths[i] + 1) / 2;
      table.add(in.array(), in.skip(length), length, lengths[i]);
    }
    if (table.size != count) {
      throw Input.corrupt("an entry comes twice");
    }
    return table;
  }
}
