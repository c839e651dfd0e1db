package org.marsad.index.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;
import org.marsad.model.event.Field;
import org.marsad.model.query.Fold;

/** Terms of a field's values, as the segment has them. */
final class FieldTerms {
  private FieldTerms() {}

  /** The term of a value, folded and not longer than terms are. */
  static BytesRef value(Field field, String value) {
    byte[] folded = bytes(Fold.text(value));
    BytesRefBuilder term = named(field);
    term.append(IndexFields.SEPARATOR);
    term.append(folded, 0, Math.min(folded.length, IndexFields.MAX_VALUE));
    return term.toBytesRef();
  }

  /** The term of a value that is digits; null for others. A name that ends early has none. */
  static @Nullable BytesRef hex(Field field, BytesRef value) {
    return field.name().indexOf(IndexFields.SEPARATOR) < 0
        ? HexTerms.of(value, bytes(field.name()).length + 1)
        : null;
  }

  /** The term of a number, of {@link IndexFields#NUMBER} or of a text that reads as one. */
  static BytesRef number(Field field, byte kind, double value) {
    BytesRefBuilder term = named(field);
    term.append(IndexFields.SEPARATOR);
    term.append(kind);
    long flipped = NumericUtils.doubleToSortableLong(value) ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      term.append((byte) (flipped >>> shift));
    }
    return term.toBytesRef();
  }

  /** The term of an address of 16 bytes that is written as addresses are. */
  static BytesRef address(Field field, byte[] address) {
    BytesRefBuilder term = named(field);
    term.append(IndexFields.SEPARATOR);
    term.append(address, 0, address.length);
    return term.toBytesRef();
  }

  /** The term of such an address where the value is written otherwise. */
  static BytesRef otherwise(Field field, byte[] address) {
    byte[] marked = Arrays.copyOf(address, address.length + 1);
    marked[address.length] = IndexFields.OTHERWISE;
    return address(field, marked);
  }

  /** The name of a field, as what a term begins with. */
  static BytesRefBuilder named(Field field) {
    byte[] name = bytes(field.name());
    var term = new BytesRefBuilder();
    term.append(name, 0, name.length);
    return term;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
