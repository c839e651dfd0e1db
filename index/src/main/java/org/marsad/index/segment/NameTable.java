package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;

/**
 * The names of the fields in a segment, as numbers: what terms of values begin with, and the term
 * that says an event has the field. One thread adds; what {@link #copy} gives may be read by any.
 */
final class NameTable {
  private static final byte[] NOTHING = {};

  private final Dictionary terms;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<byte[]> prefixes = new ArrayList<>();
  private @Nullable Name[] names = new Name[256];

  /** One without names, whose terms go into a dictionary. */
  NameTable(Dictionary terms) {
    this.terms = terms;
  }

  Name of(Field field) {
    int id = field.id();
    if (id >= names.length) {
      names = Arrays.copyOf(names, Math.max(id + 1, names.length * 2));
    }
    Name known = names[id];
    if (known == null) {
      known = name(field);
      names[id] = known;
    }
    return known;
  }

  /** A name may hold the byte that ends names in terms; what is behind it goes to the value. */
  private Name name(Field field) {
    byte[] bytes = field.name().getBytes(StandardCharsets.UTF_8);
    int end = 0;
    while (end < bytes.length && bytes[end] != IndexFields.SEPARATOR) {
      end++;
    }
    byte[] prefix = Arrays.copyOf(bytes, end);
    byte[] rest = new byte[0];
    if (end < bytes.length) {
      rest = Arrays.copyOfRange(bytes, end + 1, bytes.length + 1);
      rest[rest.length - 1] = IndexFields.SEPARATOR;
    }
    String text = new String(prefix, StandardCharsets.ISO_8859_1);
    Integer number = numbers.get(text);
    if (number == null) {
      number = prefixes.size();
      prefixes.add(prefix);
      numbers.put(text, number);
    }
    int term = terms.add(SegmentBuilder.NAME, bytes, 0, bytes.length);
    return new Name(number * SegmentBuilder.KINDS, rest, term, bytes);
  }

  /** The term that says an event has the field. */
  int term(Field field) {
    return of(field).term;
  }

  /** The term that says an event has a value of the field too long to be a whole term. */
  int longValue(Field field) {
    byte[] name = of(field).name;
    byte[] marked = Arrays.copyOf(name, name.length + 1);
    marked[name.length] = IndexFields.LONG_VALUE;
    return terms.add(SegmentBuilder.NAME, marked, 0, marked.length);
  }

  /** The term that says words of a value of the field were left out. */
  int leftOut(Field field) {
    Name of = of(field);
    if (of.leftOut < 0) {
      byte[] name = of.name;
      var marked = new byte[name.length + 1];
      marked[0] = IndexFields.LEFT_OUT;
      System.arraycopy(name, 0, marked, 1, name.length);
      of.leftOut = terms.add(SegmentBuilder.NAME, marked, 0, marked.length);
    }
    return of.leftOut;
  }

  /** What is in it now, to be read alone. */
  SegmentContent.Names copy() {
    var termOfField = new int[names.length];
    var groupOfField = new int[names.length];
    var restOfField = new byte[names.length][];
    for (int id = 0; id < names.length; id++) {
      Name name = names[id];
      termOfField[id] = name == null ? -1 : name.term;
      groupOfField[id] = name == null ? -1 : name.group;
      restOfField[id] = name == null ? NOTHING : name.rest;
    }
    return new SegmentContent.Names(
        prefixes.toArray(byte[][]::new), termOfField, groupOfField, restOfField);
  }

  /** One of them: its group, what of it belongs to values, its term, its bytes. */
  static final class Name {
    final int group;
    final byte[] rest;
    final int term;
    final byte[] name;

    /** The term that says words of a value were left out, or -1 as long as none were. */
    private int leftOut = -1;

    Name(int group, byte[] rest, int term, byte[] name) {
      this.group = group;
      this.rest = rest;
      this.term = term;
      this.name = name;
    }
  }
}
