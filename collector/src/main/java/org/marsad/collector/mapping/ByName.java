package org.marsad.collector.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Mappings by a name as it stands in a block of bytes, ASCII letters of any case: a hash table with
 * open addressing, so that a name that no mapping knows costs one look and no object.
 */
final class ByName {
  private static final Mapping[] NONE = {};

  private @Nullable Entry[] table = new Entry[64];
  private int size;

  /** A name may have several mappings. */
  void add(String name, Mapping mapping) {
    byte[] bytes = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    Entry entry = entry(bytes, 0, bytes.length);
    if (entry != null) {
      entry.mappings = append(entry.mappings, mapping);
      return;
    }
    if (++size > table.length / 2) {
      grow();
    }
    put(new Entry(bytes, new Mapping[] {mapping}));
  }

  /** The mappings of a name, in the order they were added; none if nobody knows it. */
  Mapping[] find(byte[] bytes, int offset, int length) {
    Entry entry = entry(bytes, offset, length);
    return entry == null ? NONE : entry.mappings;
  }

  static Mapping[] append(Mapping @Nullable [] before, Mapping mapping) {
    if (before == null) {
      return new Mapping[] {mapping};
    }
    Mapping[] more = Arrays.copyOf(before, before.length + 1);
    more[before.length] = mapping;
    return more;
  }

  private @Nullable Entry entry(byte[] bytes, int offset, int length) {
    int mask = table.length - 1;
    int slot = hash(bytes, offset, length) & mask;
    for (Entry entry = table[slot]; entry != null; entry = table[slot]) {
      if (entry.is(bytes, offset, length)) {
        return entry;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private void grow() {
    @Nullable Entry[] old = table;
    table = new Entry[old.length * 2];
    for (Entry entry : old) {
      if (entry != null) {
        put(entry);
      }
    }
  }

  private void put(Entry entry) {
    int mask = table.length - 1;
    int slot = hash(entry.name, 0, entry.name.length) & mask;
    while (table[slot] != null) {
      slot = slot + 1 & mask;
    }
    table[slot] = entry;
  }

  private static int hash(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + lower(bytes[i]);
    }
    return hash ^ hash >>> 15;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ' ' : b;
  }

  private static final class Entry {
    final byte[] name;
    Mapping[] mappings;

    Entry(byte[] name, Mapping[] mappings) {
      this.name = name;
      this.mappings = mappings;
    }

    boolean is(byte[] bytes, int offset, int length) {
      if (length != name.length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (lower(bytes[offset + i]) != name[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
