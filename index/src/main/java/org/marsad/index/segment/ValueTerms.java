package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Fold;

/**
 * Every distinct value of the events as a number, and its field. The values of an event are hashed
 * first and looked up together; which terms follow from them is a question for {@link
 * TurnedValues}. One thread adds; values and fields may be read by any meanwhile.
 */
final class ValueTerms {
  static final int NO_TERM = -1;

  /** Folding makes a text three times as long at most, so that shorter ones are whole terms. */
  private static final int SURELY_WHOLE = IndexFields.MAX_VALUE / 3;

  /** What the kind of a value takes of its group. */
  private static final int KIND_BITS = 2;

  private final Schema schema;
  private final Dictionary terms;
  private final OtherTerms others;
  private final Dictionary values = new Dictionary(1 << 14);
  private final IntTable fields = new IntTable(1 << 14);
  private NameTable names;
  private long cut;

  /** What the names before the terms of values will take when those are sorted. */
  private long nameBytes;

  private long[] hashes = new long[64];

  /**
   * None yet; what events have besides their values goes to the others, as terms of a dictionary.
   */
  ValueTerms(Schema schema, Dictionary terms, OtherTerms others) {
    this.schema = schema;
    this.terms = terms;
    this.others = others;
    this.names = new NameTable(terms);
  }

  Dictionary values() {
    return values;
  }

  /** The field of each value. */
  int[] fields() {
    return fields.data();
  }

  /** Where the record is of the value that was looked up last. */
  int place() {
    return values.place();
  }

  /** The field of the value whose record is at a place. */
  int fieldAt(int place) {
    return values.groupAt(place) >>> KIND_BITS;
  }

  /** What is noted about the words of the value whose record is at a place, 0 at first. */
  int wordsAt(int place) {
    return values.noteAt(place);
  }

  /** Notes that. */
  void wordsAt(int place, int words) {
    values.noteAt(place, words);
  }

  NameTable names() {
    return names;
  }

  /** Distinct values that were too long to be whole terms. */
  long cut() {
    return cut;
  }

  long bytes() {
    return values.bytes() + fields.bytes() + nameBytes;
  }

  /** Hashes the values of an event and reads what their look-ups will read. */
  void lookAhead(EventBatch batch, int first, int end) {
    if (end - first > hashes.length) {
      hashes = new long[Math.max(end - first, hashes.length * 2)];
    }
    byte[] bytes = batch.bytes();
    int count = 0;
    for (int slice = first; slice < end; slice++) {
      Field field = schema.field(batch.field(slice));
      if (field.type() != FieldType.TEXT) {
        int from = batch.offset(slice);
        int group = group(field, batch.kind(slice));
        hashes[count++] = Bytes.hash(group, bytes, from, from + batch.length(slice));
      }
    }
    values.touch(hashes, count);
  }

  /** The value of a slice that is the next, but for texts, of what was looked ahead to. */
  int next(int number, Field field, ValueKind kind, byte[] bytes, int from, int to) {
    return value(hashes[number], field, kind, bytes, from, to);
  }

  /** A value that is told as text. */
  int of(Field field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long hash = Bytes.hash(group(field, ValueKind.TEXT), bytes, 0, bytes.length);
    return value(hash, field, ValueKind.TEXT, bytes, 0, bytes.length);
  }

  private static int group(Field field, ValueKind kind) {
    return field.id() << KIND_BITS | kind.code();
  }

  private int value(long hash, Field field, ValueKind kind, byte[] bytes, int from, int to) {
    int value = values.add(hash, group(field, kind), bytes, from, to);
    boolean isNew = value == fields.length();
    if (isNew) {
      fields.add(field.id());
      nameBytes += names.of(field).name.length;
    }
    if (to - from > SURELY_WHOLE) {
      longValue(field, isNew, bytes, from, to);
    }
    return value;
  }

  /** Says of an event with a value too long to be a whole term that it has one. */
  private void longValue(Field field, boolean isNew, byte[] bytes, int from, int to) {
    if (Fold.bytes(bytes, from, to).length > IndexFields.MAX_VALUE) {
      others.add(names.longValue(field));
      cut += isNew ? 1 : 0;
    }
  }

  /** The term of a text that is an address, or {@link #NO_TERM}. */
  int address(Field field, byte[] bytes, int from, int to) {
    NameTable.Name name = names.of(field);
    byte[] term = Addresses.term(name.rest, bytes, from, to);
    return term == null
        ? NO_TERM
        : terms.add(name.group | SegmentBuilder.ADDRESS, term, 0, term.length);
  }

  void clear(boolean shared) {
    values.clear(shared);
    fields.clear(shared);
    names = new NameTable(terms);
    cut = 0;
    nameBytes = 0;
  }
}
