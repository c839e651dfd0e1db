package org.marsad.index.column;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.FieldNames;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.AddressTerms;
import org.marsad.index.segment.HexTerms;
import org.marsad.index.segment.ShortTerms;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Numbers;
import org.marsad.model.store.FieldFacts;

/**
 * Which fields documents of a segment have, and what is in them: from their columns, and from the
 * terms of those that have none, where values are folded. One thread.
 */
public final class SegmentFields {
  private final LeafReader reader;
  private final Schema schema;
  private final @Nullable FixedBitSet wanted;
  private final Patience patience;
  private final Remembered remembered;

  /**
   * Of some documents.
   *
   * @param wanted which; null for all
   */
  public SegmentFields(
      LeafReader reader,
      Schema schema,
      @Nullable FixedBitSet wanted,
      Patience patience,
      Remembered remembered) {
    this.remembered = remembered;
    this.reader = reader;
    this.schema = schema;
    this.wanted = wanted;
    this.patience = patience;
  }

  /** The fields there are, or those there was time for. */
  public List<SegmentField> all() throws IOException {
    var events = new TreeMap<String, Long>();
    var counts = new HashMap<BytesRef, Long>();
    FieldNames.each(
        reader,
        (name, term) -> {
          // The names of a shape come with the same term.
          Long known = counts.get(term.term());
          if (known == null) {
            known = patience.isOver() ? 0 : count(term);
            counts.put(BytesRef.deepCopyOf(term.term()), known);
          }
          events.merge(name, known, Long::sum);
        });
    var all = new ArrayList<SegmentField>();
    for (Map.Entry<String, Long> each : events.entrySet()) {
      Field field = schema.find(each.getKey());
      if (field != null && each.getValue() > 0 && !patience.isOver()) {
        all.add(field(field, each.getValue()));
      }
    }
    return all;
  }

  private long count(TermsEnum term) throws IOException {
    FixedBitSet some = wanted;
    if (some == null) {
      return term.docFreq();
    }
    long count = 0;
    PostingsEnum documents = term.postings(null, PostingsEnum.NONE);
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      count += some.get(document) ? 1 : 0;
    }
    return count;
  }

  private SegmentField field(Field field, long events) throws IOException {
    if (field.type() == FieldType.TEXT) {
      int text = 1 << ValueKind.TEXT.code();
      return new SegmentField(field.name(), text, events, 0, false, List.of());
    }
    Column column = Column.open(reader, field.name(), schema, remembered);
    FieldInfo info = reader.getFieldInfos().fieldInfo(field.name());
    if (column == null || info == null || column.codes() >= Integer.MAX_VALUE) {
      return ofTerms(field, events);
    }
    var values = new ColumnValues(column);
    FixedBitSet some = wanted;
    values.add(
        some == null
            ? DocIdSetIterator.all(reader.maxDoc())
            : new BitSetIterator(some, some.length()));
    int distinct = values.distinct();
    boolean all = distinct <= SegmentField.ALL;
    return new SegmentField(
        field.name(),
        column.kinds(),
        events,
        distinct,
        all,
        values.most(all ? distinct : SegmentField.SOME));
  }

  private SegmentField ofTerms(Field field, long events) throws IOException {
    var top = new ArrayList<FieldFacts.Top>();
    BytesRef prefix = prefix(field);
    int kinds = addTerms(IndexFields.VALUES, prefix, top);
    kinds |= addTerms(IndexFields.HEX_VALUES, prefix, top);
    FieldInfo addresses = reader.getFieldInfos().fieldInfo(IndexFields.ADDRESSES);
    if (field.type() == FieldType.IP
        && addresses != null
        && addresses.getAttribute(IndexFields.PLAIN) != null) {
      kinds |= addTerms(IndexFields.ADDRESSES, prefix, top);
    }
    return new SegmentField(field.name(), kinds, events, top.size(), false, top);
  }

  /** Adds the values of a field that are terms behind a prefix; of which kinds they are. */
  private int addTerms(String ofField, BytesRef prefix, List<FieldFacts.Top> top)
      throws IOException {
    int kinds = 0;
    Terms values = reader.terms(ofField);
    if (values == null) {
      return kinds;
    }
    var folded = new BytesRef();
    TermsEnum each = values.iterator();
    BytesRef start = prefix;
    if (ofField.equals(IndexFields.ADDRESSES)) {
      start = AddressTerms.start(BytesRef.deepCopyOf(prefix).bytes);
    }
    boolean found = each.seekCeil(start) != TermsEnum.SeekStatus.END;
    while (found && StringHelper.startsWith(each.term(), start) && top.size() < SegmentField.ALL) {
      long count = value(ofField, each, prefix.length, folded) ? count(each) : 0;
      if (count > 0) {
        String value =
            new String(folded.bytes, folded.offset, folded.length, StandardCharsets.UTF_8);
        top.add(new FieldFacts.Top(value, count));
        kinds |= 1 << kind(value).code();
      }
      found = each.next() != null;
    }
    return kinds;
  }

  /** The folded value of a term; false where another term is that. */
  private boolean value(String ofField, TermsEnum each, int nameLength, BytesRef folded)
      throws IOException {
    BytesRef term = each.term();
    switch (ofField) {
      case IndexFields.ADDRESSES -> {
        return AddressTerms.print(term, nameLength, folded);
      }
      case IndexFields.HEX_VALUES -> {
        if (HexTerms.isShort(term, nameLength)) {
          return shortened(each, nameLength, folded);
        }
        HexTerms.unpack(term, nameLength, folded);
      }
      default -> {
        folded.bytes = term.bytes;
        folded.offset = term.offset + nameLength;
        folded.length = term.length - nameLength;
      }
    }
    return true;
  }

  /** The folded value of a short term, of its first document. */
  private boolean shortened(TermsEnum each, int nameLength, BytesRef folded) throws IOException {
    BytesRef term = BytesRef.deepCopyOf(each.term());
    byte[] name = Arrays.copyOf(term.bytes, nameLength);
    var values =
        new ShortTerms(
            reader,
            name,
            whole -> {
              boolean same = HexTerms.shortened(whole, nameLength).bytesEquals(term);
              if (same) {
                HexTerms.unpack(whole, nameLength, folded);
              }
              return same;
            });
    PostingsEnum documents = each.postings(null, PostingsEnum.NONE);
    return values.isIn(documents.nextDoc());
  }

  /** What a value seems to be. */
  private static ValueKind kind(String value) {
    if (Numbers.parse(value) != null) {
      return ValueKind.NUMBER;
    }
    return value.equals("true") || value.equals("false") ? ValueKind.BOOLEAN : ValueKind.TEXT;
  }

  private static BytesRef prefix(Field field) {
    byte[] name = field.name().getBytes(StandardCharsets.UTF_8);
    var prefix = new BytesRef(new byte[name.length + 1]);
    System.arraycopy(name, 0, prefix.bytes, 0, name.length);
    prefix.bytes[name.length] = IndexFields.SEPARATOR;
    prefix.length = name.length + 1;
    return prefix;
  }
}
