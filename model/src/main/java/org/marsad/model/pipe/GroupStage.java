package org.marsad.model.pipe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;
import org.marsad.model.store.Groups;

/**
 * A stage that takes rows that somebody else has grouped already, as well as rows one by one; both
 * come to the same. One thread.
 */
public interface GroupStage extends Stage {
  /**
   * From now on groups come beside rows, and rows that are events in any order. Before the first of
   * both.
   */
  void pushed();

  /**
   * The group of these values of the keys of {@link Command#aggregation}, as rows would find it.
   */
  Groups.@Nullable Group group(List<Value> key);
}
