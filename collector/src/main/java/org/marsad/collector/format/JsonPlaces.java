package org.marsad.collector.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of JSON members met so far, as a tree: a {@link Place} for each name inside of each
 * name. Events of a kind have the same names in the same order, so behind a name comes mostly what
 * came behind it before: that is compared first, and looked up only where it is another.
 *
 * <p>Bounded: a long name is not remembered, and all are forgotten where there are too many. Linear
 * in what it is asked, whatever that is. One thread.
 */
final class JsonPlaces {
  static final int MAX_PLACES = 1 << 13;

  /** The longest name that is remembered. */
  static final int MAX_NAME = 256;

  private static final int SLOTS = MAX_PLACES * 2;
  private static final byte[] NOTHING = {};

  private @Nullable Place[] slots = new Place[64];
  private int count;
  private Place root = new Place(null, NOTHING, 0);

  /** The place of the whole object. */
  Place root() {
    return root;
  }

  /** Forgets all. */
  void clear() {
    slots = new Place[64];
    count = 0;
    root = new Place(null, NOTHING, 0);
  }

  /**
   * The place of a name in [from, from + length).
   *
   * @param parent where it lies in
   * @param before the member in front of it; null for the first
   */
  Place member(Place parent, @Nullable Place before, byte[] bytes, int from, int length) {
    Place guess = before == null ? parent.first : before.next;
    if (guess != null && guess.parent == parent && guess.isNamed(bytes, from, length)) {
      return guess;
    }
    Place whole = root;
    Place found = find(parent, bytes, from, length);
    // What leads to a place keeps it: none that is not remembered, none out of what was forgotten.
    if (length <= MAX_NAME && whole == root) {
      if (before == null) {
        parent.first = found;
      } else {
        before.next = found;
      }
    }
    return found;
  }

  private Place find(Place parent, byte[] bytes, int from, int length) {
    int hash = parent.hash;
    for (int i = from; i < from + length && i < from + MAX_NAME; i++) {
      hash = hash * 31 + bytes[i];
    }
    hash *= 0x9e3779b9;
    hash ^= hash >>> 15;
    if (length > MAX_NAME) {
      return place(parent, bytes, from, length, hash);
    }
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (Place place = slots[slot]; place != null; place = slots[slot]) {
      if (place.parent == parent && place.isNamed(bytes, from, length)) {
        return place;
      }
      slot = slot + 1 & mask;
    }
    if (count == MAX_PLACES) {
      clear();
    }
    Place fresh = place(parent, bytes, from, length, hash);
    insert(slots, fresh);
    if (++count > slots.length / 2 && slots.length < SLOTS) {
      grow();
    }
    return fresh;
  }

  private static Place place(Place parent, byte[] bytes, int from, int length, int hash) {
    return new Place(parent, Arrays.copyOfRange(bytes, from, from + length), hash);
  }

  private void grow() {
    var more = new Place[slots.length * 2];
    for (Place place : slots) {
      if (place != null) {
        insert(more, place);
      }
    }
    slots = more;
  }

  private static void insert(@Nullable Place[] slots, Place place) {
    int mask = slots.length - 1;
    int slot = place.hash & mask;
    while (slots[slot] != null) {
      slot = slot + 1 & mask;
    }
    slots[slot] = place;
  }

  /** A name inside of others, and what its format has found out about it. */
  static final class Place {
    /** Nothing yet. */
    static final int UNKNOWN = -3;

    private final @Nullable Place parent;
    private final byte[] name;
    private final int hash;

    /** Which of the names inside of it came first the last time, and which behind it. */
    private @Nullable Place first;

    private @Nullable Place next;

    /** The field of its values. */
    int field = UNKNOWN;

    /** Its rank among the names of the event's time. */
    int time;

    boolean isMessage;

    private Place(@Nullable Place parent, byte[] name, int hash) {
      this.parent = parent;
      this.name = name;
      this.hash = hash;
    }

    private boolean isNamed(byte[] bytes, int from, int length) {
      return length == name.length && Arrays.equals(name, 0, length, bytes, from, from + length);
    }

    /** All names on the way to it, joined by dots. */
    byte[] path() {
      int most = 0;
      for (Place place = this; place != null; place = place.parent) {
        most += place.name.length + 1;
      }
      var path = new byte[most];
      return Arrays.copyOf(path, put(path));
    }

    private int put(byte[] path) {
      if (parent == null) {
        return 0;
      }
      int at = parent.put(path);
      if (at > 0) {
        path[at++] = '.';
      }
      System.arraycopy(name, 0, path, at, name.length);
      return at + name.length;
    }
  }
}
