package org.marsad.query.route;

import org.marsad.model.query.Query;

/**
 * A range of time, in nanoseconds since 1970.
 *
 * @param earliest the first nanosecond in it; {@link Long#MIN_VALUE} for no bound
 * @param latest the first behind it; {@link Long#MAX_VALUE} for no bound
 */
record TimeRange(long earliest, long latest) {
  /**
   * As far as a query's own clauses narrow it: nothing outside can match, so the store need not
   * look there.
   */
  TimeRange within(Query query) {
    return switch (query) {
      case Query.Time time ->
          new TimeRange(Math.max(earliest, time.earliest()), Math.min(latest, time.latest()));
      case Query.And and -> {
        TimeRange range = this;
        for (Query clause : and.clauses()) {
          range = range.within(clause);
        }
        yield range;
      }
      default -> this;
    };
  }
}
