package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.NumericUtils;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Numbers;

/**
 * Every distinct value of the events as a number, with the terms that follow from it: they are made
 * when it is first seen. The values of an event are hashed first and looked up together. One thread
 * adds; values, infos and further terms may be read by any meanwhile.
 */
final class ValueTerms {
  static final int NO_TERM = -1;

  private static final int MAX_ADDRESS = 45;
  private static final int MAX_NUMBER = 24;
  private static final int PADDING = 8;

  private final Schema schema;
  private final Dictionary terms;
  private final Dictionary values = new Dictionary(1 << 14);
  private final IntTable infos = new IntTable(1 << 16);
  private final IntTable more = new IntTable(1 << 14);
  private NameTable names;
  private long cut;

  /** What the names before the terms of values will take when those are sorted. */
  private long nameBytes;

  private long[] hashes = new long[64];
  private byte[] scratch = new byte[1_024];

  /** None yet; their terms go into a dictionary. */
  ValueTerms(Schema schema, Dictionary terms) {
    this.schema = schema;
    this.terms = terms;
    this.names = new NameTable(terms);
    more.add(0);
  }

  Dictionary values() {
    return values;
  }

  /** Of each value {@link SegmentBuilder#INFO} numbers. */
  int[] infos() {
    return infos.data();
  }

  /** Lists of further terms. */
  int[] more() {
    return more.data();
  }

  NameTable names() {
    return names;
  }

  /** The field of a value. */
  int field(int value) {
    return infos.get(value * SegmentBuilder.INFO + SegmentBuilder.FIELD);
  }

  /** What is noted about the words of a value, 0 at first. */
  int words(int value) {
    return infos.get(value * SegmentBuilder.INFO + SegmentBuilder.WORDS);
  }

  /** Notes that. */
  void words(int value, int words) {
    infos.set(value * SegmentBuilder.INFO + SegmentBuilder.WORDS, words);
  }

  /** Distinct values that were too long to be whole terms. */
  long cut() {
    return cut;
  }

  long bytes() {
    return values.bytes() + infos.bytes() + more.bytes() + nameBytes;
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
    return field.id() << 2 | kind.code();
  }

  private int value(long hash, Field field, ValueKind kind, byte[] bytes, int from, int to) {
    int value = values.add(hash, group(field, kind), bytes, from, to);
    if (value * SegmentBuilder.INFO == infos.length()) {
      derive(field, kind, bytes, from, to);
    }
    return value;
  }

  /** The terms of a value that was not seen before. */
  private void derive(Field field, ValueKind kind, byte[] bytes, int from, int to) {
    NameTable.Name name = names.of(field);
    int rest = name.rest.length;
    int size = to - from;
    int mark = NO_TERM;
    reserve(size);
    byte[] term = scratch;
    if (rest > 0 || size > IndexFields.MAX_VALUE || !Bytes.fold(bytes, from, to, scratch)) {
      byte[] folded = Fold.bytes(bytes, from, to);
      size = folded.length;
      if (size > IndexFields.MAX_VALUE) {
        size = IndexFields.MAX_VALUE;
        cut++;
        mark = names.longValue(field);
      }
      term = Arrays.copyOf(name.rest, rest + size);
      System.arraycopy(folded, 0, term, rest, size);
      size = term.length;
    }
    infos.add(terms.add(name.group | SegmentBuilder.VALUE, term, 0, size));
    nameBytes += name.name.length;
    int number = numberTerm(field, name, kind, bytes, from, to);
    infos.add(more(number, addressTerm(name, bytes, from, to), mark));
    infos.add(0);
    infos.add(field.id());
  }

  /** A list of those terms that there are. */
  private int more(int a, int b, int c) {
    if (a == NO_TERM && b == NO_TERM && c == NO_TERM) {
      return 0;
    }
    int at = more.add(0);
    if (a != NO_TERM) {
      more.add(a);
    }
    if (b != NO_TERM) {
      more.add(b);
    }
    if (c != NO_TERM) {
      more.add(c);
    }
    more.set(at, more.length() - at - 1);
    return at;
  }

  private int numberTerm(
      Field field, NameTable.Name name, ValueKind kind, byte[] bytes, int from, int to) {
    if (to - from > MAX_NUMBER * 2 || to == from || !looksLikeNumber(bytes[from])) {
      return NO_TERM;
    }
    Double number = Numbers.parse(latin(bytes, from, to));
    if (number == null) {
      return NO_TERM;
    }
    boolean isNumber = field.type() == FieldType.NUMBER || kind == ValueKind.NUMBER;
    int at = name.rest.length;
    reserve(at + 1 + Long.BYTES);
    System.arraycopy(name.rest, 0, scratch, 0, at);
    scratch[at++] = isNumber ? IndexFields.NUMBER : IndexFields.TEXT;
    long flipped = NumericUtils.doubleToSortableLong(number) ^ Long.MIN_VALUE;
    Bytes.put(scratch, at, Long.reverseBytes(flipped));
    return terms.add(name.group | SegmentBuilder.NUMBER, scratch, 0, at + Long.BYTES);
  }

  private static boolean looksLikeNumber(byte b) {
    return (b >= '0' && b <= '9') || b == '-';
  }

  /** The term of a text that is an address, or {@link #NO_TERM}. */
  int address(Field field, byte[] bytes, int from, int to) {
    return addressTerm(names.of(field), bytes, from, to);
  }

  private int addressTerm(NameTable.Name name, byte[] bytes, int from, int to) {
    if (to - from < 2 || to - from > MAX_ADDRESS + 20 || !looksLikeAddress(bytes, from, to)) {
      return NO_TERM;
    }
    byte[] address = Address.parse(latin(bytes, from, to));
    if (address == null) {
      return NO_TERM;
    }
    byte[] rest = name.rest;
    byte[] term = rest.length == 0 ? address : Arrays.copyOf(rest, rest.length + address.length);
    System.arraycopy(address, 0, term, rest.length, address.length);
    return terms.add(name.group | SegmentBuilder.ADDRESS, term, 0, term.length);
  }

  /** A digit and a point, or a colon, near the start. */
  private static boolean looksLikeAddress(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + 5);
    for (int i = from; i < end; i++) {
      if (bytes[i] == '.' || bytes[i] == ':') {
        return true;
      }
      if (Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return false;
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void reserve(int length) {
    if (length + PADDING > scratch.length) {
      scratch = new byte[Math.max(length + PADDING, scratch.length * 2)];
    }
  }

  void clear(boolean shared) {
    values.clear(shared);
    infos.clear(shared);
    more.clear(shared);
    more.add(0);
    names = new NameTable(terms);
    cut = 0;
    nameBytes = 0;
  }
}
