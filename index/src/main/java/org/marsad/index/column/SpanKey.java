package org.marsad.index.column;

import java.io.IOException;
import java.time.zone.ZoneRules;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.expr.TimeBins;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.store.Aggregation;

/**
 * The span of time an event lies in, as a key. Where documents are sorted by time and spans are
 * whole minutes, the times themselves are not read.
 */
final class SpanKey extends KeyPart {
  /** The last zone whose days began within a minute left that in 1972. */
  private static final long YEAR_1973 = 94_694_400_000_000_000L;

  private final Column times;
  private final @Nullable Minutes minutes;
  private final TimeBins bins;
  private final LongIds starts = new LongIds();
  private long last;
  private int number;
  private int end;

  private SpanKey(Column times, @Nullable Minutes minutes, Aggregation.Span span) {
    this.times = times;
    this.minutes = minutes;
    this.bins = new TimeBins(span.nanos(), span.zone());
  }

  static SpanKey open(
      LeafReader reader, Column times, Aggregation.Span span, boolean sorted, Remembered remembered)
      throws IOException {
    boolean whole = span.nanos() % Minutes.MINUTE == 0;
    Minutes minutes =
        sorted && whole && times instanceof TimeColumn ? Minutes.of(reader, remembered) : null;
    if (minutes != null && !isWhole(span.zone().getRules(), minutes)) {
      minutes = null;
    }
    return new SpanKey(times, minutes, span);
  }

  /** Whether days begin with a minute in the zone, then. */
  private static boolean isWhole(ZoneRules rules, Minutes minutes) {
    if (minutes.size() == 0) {
      return true;
    }
    long first = minutes.minute(minutes.size() - 1);
    return rules.isFixedOffset()
        ? rules.getOffset(Nanos.instant(first)).getTotalSeconds() % 60 == 0
        : first > YEAR_1973;
  }

  @Override
  int of(int document) throws IOException {
    Minutes table = minutes;
    if (table != null) {
      if (document >= end || number == 0) {
        goTo(document, table);
      }
      return number;
    }
    if (times.advance(document) == 0) {
      return 0;
    }
    long start = bins.start(times.next());
    if (number == 0 || start != last) {
      last = start;
      number = starts.id(start) + 1;
    }
    return number;
  }

  private void goTo(int document, Minutes table) {
    int place = table.place(document);
    last = bins.start(table.minute(place));
    number = starts.id(last) + 1;
    do {
      place++;
    } while (place < table.size() && bins.start(table.minute(place)) == last);
    end = place < table.size() ? table.document(place) : Integer.MAX_VALUE;
  }

  /** The first document behind those of the span that was asked for last; 0 if it is not known. */
  int end() {
    return minutes == null ? 0 : end;
  }

  @Override
  Value value(int code) {
    return code == 0 ? Values.NULL : new Value.Moment(starts.value(code - 1));
  }

  @Override
  long bytes() {
    return starts.bytes();
  }
}
