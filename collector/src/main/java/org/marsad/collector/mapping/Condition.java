package org.marsad.collector.mapping;

import java.util.List;
import org.marsad.model.event.EventBatch;

/** Whether an event is one of those that are meant. */
interface Condition {
  boolean holds(Row row);

  /** The event has the field, or has not. */
  record Has(int field, boolean wanted) implements Condition {
    @Override
    public boolean holds(Row row) {
      return row.has(field) == wanted;
    }
  }

  /**
   * A value of the field is one of these, in small letters here and in any there, begins with one
   * of these, or holds one of these.
   */
  record Is(int field, List<byte[]> values, List<byte[]> prefixes, List<byte[]> parts)
      implements Condition {
    @Override
    public boolean holds(Row row) {
      for (int slice = row.find(field); slice != EventBatch.NONE; slice = row.next(slice)) {
        if (isValue(row.event(), slice)) {
          return true;
        }
      }
      return false;
    }

    private boolean isValue(EventBatch.Builder event, int slice) {
      int offset = event.offset(slice);
      int length = event.length(slice);
      for (int i = 0; i < values.size(); i++) {
        byte[] value = values.get(i);
        if (value.length == length && Values.startsWith(event.bytes(), offset, length, value)) {
          return true;
        }
      }
      for (int i = 0; i < prefixes.size(); i++) {
        if (Values.startsWith(event.bytes(), offset, length, prefixes.get(i))) {
          return true;
        }
      }
      for (int i = 0; i < parts.size(); i++) {
        if (Values.holds(event.bytes(), offset, length, parts.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  /** All of them hold. */
  record All(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Row row) {
      for (int i = 0; i < conditions.size(); i++) {
        if (!conditions.get(i).holds(row)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One of them holds. */
  record Any(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Row row) {
      for (int i = 0; i < conditions.size(); i++) {
        if (conditions.get(i).holds(row)) {
          return true;
        }
      }
      return false;
    }
  }
}
