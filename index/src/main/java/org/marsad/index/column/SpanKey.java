package org.marsad.index.column;

import java.io.IOException;
import org.marsad.model.expr.TimeBins;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.store.Aggregation;

/** The span of time an event lies in, as a key. */
final class SpanKey extends KeyPart {
  private final Column times;
  private final TimeBins bins;
  private final LongIds starts = new LongIds();
  private long last;
  private int number;

  SpanKey(Column times, Aggregation.Span span) {
    this.times = times;
    this.bins = new TimeBins(span.nanos(), span.zone());
  }

  @Override
  int of(int document) throws IOException {
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

  @Override
  Value value(int code) {
    return code == 0 ? Values.NULL : new Value.Moment(starts.value(code - 1));
  }

  @Override
  long bytes() {
    return starts.bytes();
  }
}
