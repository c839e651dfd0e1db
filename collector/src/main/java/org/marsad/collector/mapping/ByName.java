package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Things by a name as it stands in a block of bytes, ASCII letters of any case: a hash table with
 * open addressing, so that a name that nobody knows costs one look and no object. Filled, then read
 * by any thread.
 */
final class ByName<T> {
  private @Nullable Entry<T>[] table = table(64);

  /** Beside the entries, so that a look at another name does not leave the table. */
  private int[] hashes = new int[64];

  private int size;
  private int longest;

  /** Files a thing under a name, in place of the one before. */
  void put(String name, T thing) {
    byte[] bytes = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    Entry<T> entry = entry(bytes, 0, bytes.length);
    if (entry != null) {
      entry.thing = thing;
      return;
    }
    if (++size > table.length / 2) {
      grow();
    }
    longest = Math.max(longest, bytes.length);
    put(new Entry<>(bytes, thing));
  }

  @Nullable T find(String name) {
    byte[] bytes = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return find(bytes, 0, bytes.length);
  }

  /** The thing of a name; null if there is none. */
  @Nullable T find(byte[] bytes, int offset, int length) {
    Entry<T> entry = entry(bytes, offset, length);
    return entry == null ? null : entry.thing;
  }

  private @Nullable Entry<T> entry(byte[] bytes, int offset, int length) {
    // Whole messages come by here: what is longer than any name is not even hashed.
    if (length > longest) {
      return null;
    }
    int mask = table.length - 1;
    int hash = hash(bytes, offset, length);
    int slot = hash & mask;
    for (Entry<T> entry = table[slot]; entry != null; entry = table[slot]) {
      if (hashes[slot] == hash && entry.is(bytes, offset, length)) {
        return entry;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private void grow() {
    @Nullable Entry<T>[] old = table;
    table = table(old.length * 2);
    hashes = new int[table.length];
    for (Entry<T> entry : old) {
      if (entry != null) {
        put(entry);
      }
    }
  }

  private void put(Entry<T> entry) {
    int mask = table.length - 1;
    int hash = hash(entry.name, 0, entry.name.length);
    int slot = hash & mask;
    while (table[slot] != null) {
      slot = slot + 1 & mask;
    }
    table[slot] = entry;
    hashes[slot] = hash;
  }

  /** Of the length and of both ends, eight bytes each, in what letters of both cases share. */
  private static int hash(byte[] bytes, int offset, int length) {
    long head = Values.head(bytes, offset, length);
    long tail = length <= Long.BYTES ? 0 : Values.head(bytes, offset + length - Long.BYTES, 8);
    long mixed = (head ^ Long.rotateLeft(tail, 29) ^ length) * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ mixed >>> 32);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Entry<T>[] table(int length) {
    return new Entry[length];
  }

  private static final class Entry<T> {
    final byte[] name;
    T thing;

    Entry(byte[] name, T thing) {
      this.name = name;
      this.thing = thing;
    }

    boolean is(byte[] bytes, int offset, int length) {
      return length == name.length
          && (Arrays.equals(bytes, offset, offset + length, name, 0, length)
              || Values.startsWith(bytes, offset, length, name));
    }
  }
}
