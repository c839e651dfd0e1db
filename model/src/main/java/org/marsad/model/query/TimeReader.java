package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;

/** Reads when: {@code earliest=}, {@code latest=} and {@code _time}. One thread. */
final class TimeReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final PointReader points;
  private final RangeReader ranges;

  TimeReader(
      Source in,
      QueryLimits limits,
      LiteralReader literals,
      PointReader points,
      RangeReader ranges) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.points = points;
    this.ranges = ranges;
  }

  /** Whether this name means one of them. */
  static boolean isTime(Word name) {
    return name.is("earliest") || name.is("latest") || name.is("_time");
  }

  /** What stands behind such a name; its operator is here. */
  Query time(Word name) {
    return name.is("_time") ? time() : edge(name);
  }

  /** {@code earliest=} and {@code latest=}. */
  private Query edge(Word name) {
    Operator.takeIs(in, name.plain(), "SQ120");
    in.blanks();
    int from = in.at();
    long point = points.point(literals.single(name.plain() + "="), from);
    return name.is("earliest")
        ? span(point, Long.MAX_VALUE, from)
        : span(Long.MIN_VALUE, point, from);
  }

  private Query time() {
    int start = in.at();
    Operator operator = Operator.take(in);
    String sign = in.since(start);
    in.blanks();
    int from = in.at();
    return switch (operator) {
      case BELOW -> span(Long.MIN_VALUE, point(sign, from), from);
      case AT_MOST -> span(Long.MIN_VALUE, after(point(sign, from)), from);
      case ABOVE -> span(after(point(sign, from)), Long.MAX_VALUE, from);
      case AT_LEAST -> span(point(sign, from), Long.MAX_VALUE, from);
      case IS -> in.isAnyOf("[{") ? range() : lately();
      case IS_NOT, EXACTLY -> {
        in.goTo(start);
        Operator.takeIs(in, "_time", "SQ120");
        yield lately();
      }
    };
  }

  private long point(String before, int from) {
    return points.point(literals.single(before), from);
  }

  /** {@code _time:15m}, or {@code _time:2026-01-31}. */
  private Query lately() {
    int from = in.at();
    String text = literals.single("_time:");
    String end = points.endOfDay(text);
    if (end != null) {
      return span(points.point(text, from), Nanos.parse(end), from);
    }
    String back = text.startsWith("-") ? text : "-" + text;
    return span(points.point(back, from), Long.MAX_VALUE, from);
  }

  private Query range() {
    int open = in.at();
    Query range = ranges.range(Fields.TIMESTAMP.name());
    if (!(range instanceof Query.Range(_, Query.Bound lower, Query.Bound upper))) {
      return ERROR;
    }
    long earliest = lower == null ? Long.MIN_VALUE : Nanos.parse(lower.value());
    long latest = upper == null ? Long.MAX_VALUE : Nanos.parse(upper.value());
    if (lower != null && !lower.inclusive()) {
      earliest = after(earliest);
    }
    if (upper != null && upper.inclusive()) {
      latest = after(latest);
    }
    return span(earliest, latest, open);
  }

  private Query span(long earliest, long latest, int from) {
    if (!limits.count()) {
      return ERROR;
    }
    if (earliest >= latest && latest != Long.MAX_VALUE) {
      in.problem("SQ117", from, in.at(), "empty range of time");
      return ERROR;
    }
    return new Query.Time(earliest, latest);
  }

  private static long after(long point) {
    return point == Long.MAX_VALUE ? point : point + 1;
  }
}
