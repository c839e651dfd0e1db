package org.marsad.collector.mapping;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;

/**
 * The value of a field is a list: of names and values, such as {@code MD5=...,SHA256=...}, of which
 * those that are known are also values of other fields; or of plain values, which all are values of
 * one other field. Never where the event has a value already.
 *
 * @param between what stands between two members of the list
 * @param all where plain values go; null for names and values
 */
record Pairs(int source, byte between, ByName<Target> targets, @Nullable Target all)
    implements Step {
  @Override
  public void apply(Row row) {
    int slice = row.find(source);
    if (slice == EventBatch.NONE || isTaken(row, all)) {
      return;
    }
    int from = row.event().offset(slice);
    int end = from + row.event().length(slice);
    while (from < end) {
      int to = find(row.event().bytes(), from, end, between);
      if (all != null) {
        all.enter(row, from, to);
      } else {
        pair(row, from, to);
      }
      from = to + 1;
    }
  }

  private void pair(Row row, int start, int to) {
    byte[] bytes = row.event().bytes();
    int from = start;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    int equals = find(bytes, from, to, (byte) '=');
    Target target = equals < to ? targets.find(bytes, from, equals - from) : null;
    if (target != null && !isTaken(row, target)) {
      target.enter(row, equals + 1, to);
    }
  }

  private static boolean isTaken(Row row, @Nullable Target target) {
    Field field = target == null ? null : target.field();
    return field != null && row.has(field.id());
  }

  private static int find(byte[] bytes, int from, int to, byte wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }
}
