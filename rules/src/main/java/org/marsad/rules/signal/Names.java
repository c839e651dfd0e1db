package org.marsad.rules.signal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields in the order in which a {@link Packed} holds their values, and behind them those
 * whose values are the same wherever there are these names. There once for all signals that have
 * the same. Immutable.
 */
public final class Names {
  /** Names of nothing. */
  public static final Names NONE = new Names(List.of(), Map.of());

  /** So many are shared among those that do not come from an event; then it begins anew. */
  private static final int MOST = 4096;

  private static final Map<List<String>, Names> SHARED = new ConcurrentHashMap<>();

  private final String[] names;
  private final String[] common;

  /** Each in UTF-8. */
  private final byte[][] bytes;

  /** By the hash of a name its place plus one; 0 is free. Longer than there are names. */
  private final short[] table;

  /**
   * Names.
   *
   * @param names of values that differ, each once
   * @param common other names, with the value that is always theirs
   */
  public Names(List<String> names, Map<String, String> common) {
    var all = new ArrayList<>(names);
    all.addAll(common.keySet());
    this.names = all.toArray(new String[0]);
    this.common = common.values().toArray(new String[0]);
    bytes = new byte[this.names.length][];
    Arrays.setAll(bytes, place -> this.names[place].getBytes(StandardCharsets.UTF_8));
    table = new short[Integer.highestOneBit(this.names.length + 1) * 4];
    for (int place = 0; place < this.names.length; place++) {
      int slot = first(this.names[place]);
      while (table[slot] != 0) {
        slot = slot + 1 & table.length - 1;
      }
      table[slot] = (short) (place + 1);
    }
  }

  /** The same for all who ask for the same. */
  static Names shared(List<String> names) {
    Names known = SHARED.get(names);
    if (known == null) {
      if (SHARED.size() >= MOST) {
        SHARED.clear();
      }
      known = new Names(names, Map.of());
      SHARED.put(List.copyOf(names), known);
    }
    return known;
  }

  private int first(String name) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & table.length - 1;
  }

  /** The place of a name, or -1. */
  int find(String name) {
    for (int slot = first(name); table[slot] != 0; slot = slot + 1 & table.length - 1) {
      int place = table[slot] - 1;
      if (names[place].equals(name)) {
        return place;
      }
    }
    return -1;
  }

  /** How many there are. */
  int size() {
    return names.length;
  }

  /** How many of them, the first ones, have values that differ. */
  int own() {
    return names.length - common.length;
  }

  String name(int place) {
    return names[place];
  }

  /** A name in UTF-8. */
  byte[] bytes(int place) {
    return bytes[place];
  }

  /** The value that is always that of this place; null where values differ. */
  @Nullable String common(int place) {
    int at = place - own();
    return at < 0 ? null : common[at];
  }
}
