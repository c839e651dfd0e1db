package org.marsad.collector.mapping;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * What else is true when a field has a certain value, found by hash: a table of three hundred
 * values costs one look.
 *
 * @param otherwise what is true for any other value
 */
record Lookup(int field, ByName<Block> blocks, @Nullable Block otherwise) implements Step {
  @Override
  public void apply(Row row) {
    int slice = row.find(field);
    if (slice == EventBatch.NONE) {
      return;
    }
    EventBatch.Builder event = row.event();
    Block block = blocks.find(event.bytes(), event.offset(slice), event.length(slice));
    if (block == null) {
      block = otherwise;
    }
    if (block != null) {
      block.apply(row);
    }
  }
}
