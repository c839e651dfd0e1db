package org.marsad.index.column;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Objects;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.TextValues;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Numbers;

/** Texts, or values of any kinds as their bytes; the code of one is its place in their order. */
final class TextColumn extends Column {
  private static final int TEXT = 1 << ValueKind.TEXT.code();
  private static final int NUMBER = 1 << ValueKind.NUMBER.code();
  private static final int BOOLEAN = 1 << ValueKind.BOOLEAN.code();

  private final SortedSetDocValues values;
  private final @Nullable SortedDocValues single;
  private final String field;
  private final FieldType type;
  private final int kinds;
  private final Known known;

  private TextColumn(
      SortedSetDocValues values, Field field, int kinds, boolean repeats, Known known) {
    super(repeats);
    this.field = field.name();
    this.known = known;
    this.values = values;
    this.single = DocValues.unwrapSingleton(values);
    this.type = field.type();
    this.kinds = kinds;
  }

  static @Nullable TextColumn open(
      LeafReader reader, Field field, FieldInfo info, boolean repeats, Remembered remembered)
      throws IOException {
    SortedSetDocValues values = TextValues.of(reader, field.name());
    String kinds = info.getAttribute(IndexFields.KINDS);
    if (values == null || kinds == null || values.getValueCount() >= Integer.MAX_VALUE - 8) {
      return null;
    }
    Known known = Known.of(reader, field.name(), (int) values.getValueCount(), remembered);
    return new TextColumn(values, field, Integer.parseInt(kinds), repeats, known);
  }

  @Override
  int advance(int document) throws IOException {
    SortedDocValues one = single;
    if (one != null) {
      return one.advanceExact(document) ? 1 : 0;
    }
    return values.advanceExact(document) ? values.docValueCount() : 0;
  }

  @Override
  long next() throws IOException {
    SortedDocValues one = single;
    return one != null ? one.ordValue() : values.nextOrd();
  }

  @Override
  @Nullable Value value(long code) throws IOException {
    return known.value((int) code, this);
  }

  /** The value of a code, from disk. */
  @Nullable Value read(int code) throws IOException {
    return value(text(code));
  }

  /** What is known of it. */
  Known known() {
    return known;
  }

  /** Whether no document has several values. */
  boolean isSingle() {
    return single != null;
  }

  /** The codes + 1 of documents one behind the other, 0 for none; where none has several. */
  void codes(int from, int to, int[] into) throws IOException {
    SortedDocValues one = Objects.requireNonNull(single);
    for (int document = from; document < to; document++) {
      into[document - from] = one.advanceExact(document) ? one.ordValue() + 1 : 0;
    }
  }

  /**
   * Counts the documents of each value of a segment at its code + 1, those without at 0; where this
   * column stands does not change.
   */
  void count(LeafReader reader, int[] counts) throws IOException {
    SortedSetDocValues all = Objects.requireNonNull(TextValues.of(reader, field));
    SortedDocValues one = DocValues.unwrapSingleton(all);
    for (int document = 0; document < reader.maxDoc(); document++) {
      if (one != null) {
        counts[one.advanceExact(document) ? one.ordValue() + 1 : 0]++;
      } else if (all.advanceExact(document)) {
        for (int left = all.docValueCount(); left > 0; left--) {
          counts[(int) all.nextOrd() + 1]++;
        }
      } else {
        counts[0]++;
      }
    }
  }

  @Override
  String text(long code) throws IOException {
    BytesRef bytes = single != null ? single.lookupOrd((int) code) : values.lookupOrd(code);
    return new String(bytes.bytes, bytes.offset, bytes.length, StandardCharsets.UTF_8);
  }

  @Override
  int kinds() {
    return kinds;
  }

  /** As commands read a value of an event. */
  private @Nullable Value value(String text) {
    if (kinds == BOOLEAN) {
      return Value.of(text.equals("true"));
    }
    if (type == FieldType.NUMBER || kinds == NUMBER) {
      return (kinds & BOOLEAN) == 0 || !isTruth(text) ? Value.parse(text) : Value.of(text);
    }
    if ((kinds & NUMBER) != 0 && Numbers.parse(text) != null) {
      // A number here and a text there: one value for both where they read the same.
      Value number = Value.parse(text);
      return number.text().equals(text) ? number : null;
    }
    if (type == FieldType.DATE) {
      return moment(text);
    }
    return Value.of(text);
  }

  private static boolean isTruth(String text) {
    return text.equals("true") || text.equals("false");
  }

  private static Value moment(String text) {
    try {
      return new Value.Moment(Nanos.parse(text));
    } catch (DateTimeException _) {
      return Value.of(text);
    }
  }

  @Override
  long codes() {
    return values.getValueCount();
  }

  @Override
  boolean isMixed() {
    boolean parsed = type == FieldType.NUMBER || kinds == NUMBER;
    return !parsed && (kinds & NUMBER) != 0 && (kinds & (TEXT | BOOLEAN)) != 0;
  }
}
