package org.marsad.model.expr;

import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Fold;

/**
 * A value with what its order goes by, found once: for sorting many. Ranks are in the order of
 * {@link Value#ORDER}.
 */
public final class Rank implements Comparable<Rank> {
  private final Value value;
  private final double number;
  private final String text;
  private final String folded;

  /** The rank of a value. */
  public Rank(Value value) {
    this.value = value;
    this.number = value.number();
    this.text = value.text();
    this.folded = Double.isNaN(number) ? Fold.text(text) : text;
  }

  @Override
  public int compareTo(Rank other) {
    if (value.isNull() || other.value.isNull()) {
      return Boolean.compare(value.isNull(), other.value.isNull());
    }
    if (value instanceof Value.Whole(long left) && other.value instanceof Value.Whole(long right)) {
      return Long.compare(left, right);
    }
    if (value instanceof Value.Moment(long left)
        && other.value instanceof Value.Moment(long right)) {
      return Long.compare(left, right);
    }
    boolean none = Double.isNaN(number);
    boolean otherNone = Double.isNaN(other.number);
    int order;
    if (none && otherNone) {
      order = folded.compareTo(other.folded);
    } else if (none || otherNone) {
      return none ? 1 : -1;
    } else {
      order = Double.compare(number, other.number);
    }
    return order != 0 ? order : text.compareTo(other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Rank that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
