package org.marsad.collector.mapping;

import java.util.List;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Field;

/**
 * Values that are entered unless the event has one there.
 *
 * @param append they are entered beside what is there
 */
record Entry(Field field, List<Constant> values, boolean append) implements Step {
  @Override
  public void apply(Row row) {
    if (append || !row.has(field.id())) {
      for (int i = 0; i < values.size(); i++) {
        row.event().add(field, values.get(i));
      }
    }
  }
}
