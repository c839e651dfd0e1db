package org.marsad.collector.enrich;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;

/** What is known of one thing: names behind that of the thing, and values. One thread. */
final class Facts {
  /** No thing has more. */
  private static final int MOST = 64;

  /** A longer value is cut. */
  private static final int MAX_LENGTH = 1_024;

  private final List<Fact> list = new ArrayList<>();

  /** Adds a fact, if there is one; the first of a name counts. */
  void add(String name, @Nullable Object value) {
    boolean known = list.stream().anyMatch(fact -> fact.name.equals(name));
    if (!known) {
      append(name, value);
    }
  }

  /** Adds one more of a name. */
  void append(String name, @Nullable Object value) {
    if (value == null || list.size() >= MOST) {
      return;
    }
    String text = value.toString().strip();
    if (!text.isEmpty()) {
      String cut = text.substring(0, Math.min(text.length(), MAX_LENGTH));
      boolean whole = value instanceof Integer || value instanceof Long;
      list.add(
          new Fact(name, whole ? Constant.of(((Number) value).longValue()) : Constant.of(cut)));
    }
  }

  List<Fact> list() {
    return list;
  }

  /**
   * One of them.
   *
   * @param name behind that of the thing; a name that begins with {@code labels.} stands alone
   */
  record Fact(String name, Constant value) {}
}
