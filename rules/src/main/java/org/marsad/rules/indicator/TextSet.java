package org.marsad.rules.indicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Many texts in one block of bytes, found by hash with open addressing. Grows; then only read. */
final class TextSet {
  private static final int FIRST = 16;

  private byte[] block = new byte[FIRST * 16];
  private int used;
  private int[] starts = new int[FIRST + 1];
  private int[] places = new int[FIRST * 2];
  private int size;

  /** Enters a text; whether it is new. */
  boolean add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int place = place(bytes);
    if (places[place] != 0) {
      return false;
    }
    if (size + 2 > starts.length) {
      grow();
      place = place(bytes);
    }
    if (bytes.length > block.length - used) {
      block = Arrays.copyOf(block, Math.max(used + bytes.length, block.length * 2));
    }
    System.arraycopy(bytes, 0, block, used, bytes.length);
    used += bytes.length;
    places[place] = ++size;
    starts[size] = used;
    return true;
  }

  boolean has(String text) {
    return places[place(text.getBytes(UTF_8))] != 0;
  }

  /** Where a text stands, or would. */
  private int place(byte[] bytes) {
    int mask = places.length - 1;
    int place = spread(Arrays.hashCode(bytes)) & mask;
    while (places[place] != 0 && !isAt(places[place], bytes)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private boolean isAt(int number, byte[] bytes) {
    return Arrays.equals(block, starts[number - 1], starts[number], bytes, 0, bytes.length);
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  private void grow() {
    starts = Arrays.copyOf(starts, size * 2 + 2);
    places = new int[places.length * 2];
    for (int number = 1; number <= size; number++) {
      byte[] bytes = Arrays.copyOfRange(block, starts[number - 1], starts[number]);
      places[place(bytes)] = number;
    }
  }

  int size() {
    return size;
  }
}
