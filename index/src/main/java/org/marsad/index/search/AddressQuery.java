package org.marsad.index.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.AddressTerms;
import org.marsad.index.segment.PartTerms;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.query.Glob;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;

/**
 * Documents with a value of a field of addresses that is a term of {@link IndexFields#ADDRESSES}
 * alone and whose text fits a pattern: all of these of the field are printed one after the other.
 */
final class AddressQuery extends FoundQuery {
  /** What it costs is guessed as one in so many documents. */
  private static final int SHARE = 1_024;

  private final String name;
  private final WildcardPattern pattern;
  private final BooleanSupplier over;

  private AddressQuery(
      String name, WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    super(IndexFields.ADDRESSES, new Asked(name, pattern), remembered);
    this.name = name;
    this.pattern = pattern;
    this.over = over;
  }

  /** What is asked. */
  private record Asked(String name, WildcardPattern pattern) {}

  /** A query for the values of a field that fit; null if no address could. */
  static @Nullable AddressQuery fitting(
      Field field, WildcardPattern pattern, BooleanSupplier over, @Nullable Remembered remembered) {
    if (field.type() != FieldType.IP) {
      return null;
    }
    for (Part part : pattern.parts()) {
      if (part instanceof Literal literal && !couldBeIn(literal.text())) {
        return null;
      }
    }
    return new AddressQuery(field.name(), pattern, over, remembered);
  }

  private static boolean couldBeIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    FieldInfo info = segment.getFieldInfos().fieldInfo(IndexFields.ADDRESSES);
    if (info == null || info.getAttribute(IndexFields.PLAIN) == null) {
      return null;
    }
    byte[] named = (name + (char) IndexFields.SEPARATOR).getBytes(StandardCharsets.UTF_8);
    byte[] start = AddressTerms.start(named).bytes;
    PartTerms terms = PartTerms.all(segment, IndexFields.ADDRESSES, start);
    if (terms == null) {
      return null;
    }
    return new Look() {
      @Override
      public long cost() {
        return segment.maxDoc() / SHARE + 1L;
      }

      @Override
      public Documents documents() throws IOException {
        var builder = new DocIdSetBuilder(segment.maxDoc());
        TermWalk.go(terms, start, fit(), over, builder::add);
        return Documents.of(builder.build());
      }
    };
  }

  private TermWalk.Fit fit() {
    var glob = new Glob(pattern);
    var value = new BytesRef();
    return (bytes, from, to) ->
        AddressTerms.print(bytes, from, to, value) && glob.matches(value.bytes, 0, value.length);
  }

  @Override
  public String toString(String asked) {
    return IndexFields.ADDRESSES + ":" + name;
  }
}
