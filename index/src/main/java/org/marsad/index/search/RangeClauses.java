package org.marsad.index.search;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Field;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Network;
import org.marsad.model.query.Numbers;
import org.marsad.model.query.Query.Bound;

/**
 * What lies between two values of a field: decided by spans of sorted terms, or by columns. For the
 * documents of one reader; one thread.
 */
final class RangeClauses {
  private static final Query NONE = MatchNoDocsQuery.INSTANCE;

  private final BooleanSupplier over;
  private final @Nullable Remembered remembered;

  /**
   * For a search.
   *
   * @param over whether it is to end
   * @param remembered where to keep which documents were found; null for nowhere
   */
  RangeClauses(BooleanSupplier over, @Nullable Remembered remembered) {
    this.over = over;
    this.remembered = remembered;
  }

  /** Ids as numbers, which those of the first partition are. */
  static Query ids(@Nullable Bound lower, @Nullable Bound upper) {
    double from = Math.ceil(end(lower, 0));
    double to = Math.floor(end(upper, EventId.MAX_OFFSET));
    boolean fromIn = lower == null || lower.inclusive() || from != end(lower, 0);
    boolean toIn = upper == null || upper.inclusive() || to != end(upper, 0);
    long first = Math.max(0, (long) from + (fromIn ? 0 : 1));
    long last = Math.min(EventId.MAX_OFFSET, (long) to - (toIn ? 0 : 1));
    return first > last
        ? NONE
        : NumericDocValuesField.newSlowRangeQuery(IndexFields.ID, first, last);
  }

  /** Whether a bound is open, or a number. */
  static boolean isNumeric(@Nullable Bound bound) {
    return bound == null || Numbers.parse(bound.value()) != null;
  }

  /** Times of events. */
  static Query timestamps(@Nullable Bound lower, @Nullable Bound upper) {
    Long from = lower == null ? Long.valueOf(Long.MIN_VALUE) : time(lower.value());
    Long to = upper == null ? Long.valueOf(Long.MAX_VALUE) : time(upper.value());
    if (from == null || to == null) {
      return NONE;
    }
    long first = lower == null || lower.inclusive() ? from : from + 1;
    long last = upper == null || upper.inclusive() ? to : to - 1;
    return first > last ? NONE : new TimeQuery(first, last);
  }

  /** Numbers, wherever the segment has them. */
  Query numbers(Field field, @Nullable Bound lower, @Nullable Bound upper) {
    if (!isNumeric(lower) || !isNumeric(upper)) {
      return NONE;
    }
    var either = new ArrayList<Query>();
    for (byte kind : new byte[] {IndexFields.NUMBER, IndexFields.TEXT}) {
      BytesRef from = FieldTerms.number(field, kind, end(lower, Double.NEGATIVE_INFINITY));
      BytesRef to = FieldTerms.number(field, kind, end(upper, Double.POSITIVE_INFINITY));
      either.add(
          span(
              IndexFields.NUMBERS,
              from,
              lower == null || lower.inclusive(),
              to,
              upper == null || upper.inclusive()));
    }
    either.add(
        NumberColumnQuery.between(
            field.name(),
            end(lower, Double.NEGATIVE_INFINITY),
            lower == null || lower.inclusive(),
            end(upper, Double.POSITIVE_INFINITY),
            upper == null || upper.inclusive(),
            over,
            remembered));
    return QueryTranslator.join(either, Occur.SHOULD);
  }

  private static double end(@Nullable Bound bound, double open) {
    Double value = bound == null ? null : Numbers.parse(bound.value());
    return value == null ? open : value;
  }

  /** Addresses, in the order of their bytes. */
  Query addresses(Field field, @Nullable Bound lower, @Nullable Bound upper) {
    byte[] from = lower == null ? new byte[16] : Address.parse(lower.value());
    byte[] to = upper == null ? filled() : Address.parse(upper.value());
    if (from == null || to == null) {
      return NONE;
    }
    boolean fromIn = lower == null || lower.inclusive();
    boolean toIn = upper == null || upper.inclusive();
    return span(
        IndexFields.ADDRESSES,
        fromIn ? FieldTerms.address(field, from) : FieldTerms.otherwise(field, from),
        fromIn,
        toIn ? FieldTerms.otherwise(field, to) : FieldTerms.address(field, to),
        toIn);
  }

  private static byte[] filled() {
    var filled = new byte[16];
    Arrays.fill(filled, (byte) 0xff);
    return filled;
  }

  /** Values as texts. */
  Query values(Field field, @Nullable Bound lower, @Nullable Bound upper) {
    BytesRef from = FieldTerms.value(field, lower == null ? "" : lower.value());
    BytesRef to;
    boolean toIn = upper != null && upper.inclusive();
    if (upper == null) {
      to = FieldTerms.value(field, "");
      to.bytes[to.offset + to.length - 1] = IndexFields.SEPARATOR + 1;
    } else {
      to = FieldTerms.value(field, upper.value());
    }
    Query values = span(IndexFields.VALUES, from, lower == null || lower.inclusive(), to, toIn);
    Query hex =
        HexValueQuery.between(
            field.name(),
            lower == null ? null : new BytesRef(Fold.text(lower.value())),
            lower == null || lower.inclusive(),
            upper == null ? null : new BytesRef(Fold.text(upper.value())),
            toIn,
            over,
            remembered);
    return QueryTranslator.join(List.of(values, hex), Occur.SHOULD);
  }

  /** The addresses of a network. */
  Query network(Field field, Network network) {
    return span(
        IndexFields.ADDRESSES,
        FieldTerms.address(field, network.first()),
        true,
        FieldTerms.otherwise(field, network.last()),
        true);
  }

  private Query span(String terms, BytesRef first, boolean firstIn, BytesRef last, boolean lastIn) {
    return TermSpanQuery.between(terms, first, firstIn, last, lastIn, over, remembered);
  }

  /** A time as people write it; null if it is none. */
  static @Nullable Long time(String value) {
    try {
      return Nanos.parse(value);
    } catch (DateTimeException _) {
      return null;
    }
  }
}
