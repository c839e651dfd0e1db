package org.marsad.collector.mapping;

import java.util.Arrays;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * The open row of a builder with its fields to be found by one look: mappings of vendors with some
 * hundred fields ask for dozens. Notices values that were entered behind its back. One thread.
 */
final class Row {
  private EventBatch.Builder event;
  private int turn;
  private int base;
  private int indexed;
  private boolean urlEntered;

  // By field: in which turn it was seen, and its first and last slice then.
  private int[] turns = new int[Schema.DEFAULT_MAX_FIELDS];
  private int[] firsts = new int[Schema.DEFAULT_MAX_FIELDS];
  private int[] lasts = new int[Schema.DEFAULT_MAX_FIELDS];

  /** By slice of the row: the next one of the same field. */
  private int[] nexts = new int[256];

  Row(EventBatch.Builder event) {
    this.event = event;
  }

  /** Looks at the open row of a builder from now on. */
  void over(EventBatch.Builder builder) {
    event = builder;
    urlEntered = false;
    forget();
  }

  /** Slices of the row have moved. */
  void moved() {
    forget();
  }

  /** Whether a URL was entered since the row was looked at. */
  boolean urlEntered() {
    return urlEntered;
  }

  EventBatch.Builder event() {
    return event;
  }

  Schema schema() {
    return event.schema();
  }

  /** Whether there is a value of a field; one question alone is not worth the index. */
  boolean has(int field) {
    int slice = indexed == base ? event.find(field) : find(field);
    return slice != EventBatch.NONE;
  }

  /** The first slice of a field, or {@link EventBatch#NONE}. */
  int find(int field) {
    index();
    return field < turns.length && turns[field] == turn ? firsts[field] : EventBatch.NONE;
  }

  /** The next slice of the same field, or {@link EventBatch#NONE}. */
  int next(int slice) {
    index();
    return nexts[slice - base];
  }

  void add(int field, ValueKind kind, int offset, int length) {
    urlEntered |= field == Fields.URL_ORIGINAL.id();
    event.add(field, kind, offset, length);
  }

  /** Enters a number that is not in the block. */
  void add(int field, long number) {
    int count = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      count++;
    }
    int at = event.claim(count);
    long rest = number;
    for (int i = count - 1; i >= 0; i--) {
      event.bytes()[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    event.add(field, ValueKind.NUMBER, at, count);
  }

  void rename(int slice, int field) {
    urlEntered |= field == Fields.URL_ORIGINAL.id();
    event.rename(slice, field);
    forget();
  }

  void remove(int slice) {
    event.remove(slice);
    forget();
  }

  private void forget() {
    if (++turn == Integer.MAX_VALUE) {
      Arrays.fill(turns, 0);
      turn = 1;
    }
    base = event.firstSlice();
    indexed = base;
  }

  private void index() {
    int end = event.endSlice();
    for (; indexed < end; indexed++) {
      int field = event.field(indexed);
      int at = indexed - base;
      if (at >= nexts.length) {
        nexts = Arrays.copyOf(nexts, at * 2);
      }
      nexts[at] = EventBatch.NONE;
      if (field >= turns.length) {
        turns = Arrays.copyOf(turns, field * 2);
        firsts = Arrays.copyOf(firsts, field * 2);
        lasts = Arrays.copyOf(lasts, field * 2);
      }
      if (turns[field] == turn) {
        nexts[lasts[field] - base] = indexed;
      } else {
        turns[field] = turn;
        firsts[field] = indexed;
      }
      lasts[field] = indexed;
    }
  }
}
