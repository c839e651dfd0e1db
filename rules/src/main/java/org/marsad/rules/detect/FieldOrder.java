package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Names;

/**
 * The fields that an event was found to have so far, in the order in which it has them, and what
 * may come next: a tree, so that events alike need no more than a step a field to find the names
 * that they share. Thread-safe: where two learn the same at once there are two that say the same.
 */
final class FieldOrder {
  private final String[] all;
  private final Map<String, String> common;
  private final List<String> names;

  /** By number what comes next; itself where a field is not wanted, or is there already. */
  private final @Nullable FieldOrder[] next;

  private @Nullable Names known;

  /**
   * Nothing yet.
   *
   * @param all names by number
   * @param wanted by number
   * @param common values that all have in common
   */
  FieldOrder(String[] all, boolean[] wanted, Map<String, String> common) {
    this.all = all;
    this.common = common;
    names = List.of();
    next = new FieldOrder[all.length];
    for (int number = 0; number < all.length; number++) {
      next[number] = wanted[number] ? null : this;
    }
  }

  /** One field more. */
  private FieldOrder(FieldOrder before, int more) {
    all = before.all;
    common = before.common;
    var longer = new ArrayList<>(before.names);
    longer.add(all[more]);
    names = List.copyOf(longer);
    next = new FieldOrder[all.length];
    for (int number = 0; number < all.length; number++) {
      next[number] = before.adds(number) && number != more ? null : this;
    }
  }

  /** Whether a field is one more that is to be kept. */
  boolean adds(int number) {
    return next[number] != this;
  }

  /** What comes of one more field, if that is known. */
  @Nullable FieldOrder known(int number) {
    return next[number];
  }

  /** What comes of one more field that was not seen here yet. */
  FieldOrder learn(int number) {
    var learnt = new FieldOrder(this, number);
    next[number] = learnt;
    return learnt;
  }

  /** The names so far. */
  Names names() {
    Names made = known;
    if (made == null) {
      made = new Names(names, common);
      known = made;
    }
    return made;
  }
}
