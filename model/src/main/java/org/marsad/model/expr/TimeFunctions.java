package org.marsad.model.expr;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.QueryParser;

/** Functions of points in time. */
public final class TimeFunctions {
  /** What {@link #nanos} answers where there is no time. */
  static final long NO_TIME = Long.MIN_VALUE;

  private static final double SECOND = 1e9;

  static final List<Function> ALL =
      List.of(
          new Function(
              "now", 0, 0, "now()", true, (_, env) -> new Value.Moment(Nanos.of(env.now()))),
          new Function("ago", 1, 1, "ago(15m)", true, (a, env) -> ago(a.get(0), env)),
          new Function(
              "time",
              1,
              1,
              "time(\"2026-01-31T08:00:00Z\"), time(seconds), time(\"-1d@d\")",
              true,
              (a, env) -> time(a.get(0), env)),
          new Function(
              "relative_time",
              2,
              2,
              "relative_time(time, \"-1d@d\")",
              true,
              TimeFunctions::relative),
          new Function(
              "strptime",
              2,
              3,
              "strptime(text, \"%Y-%m-%d %H:%M:%S\", zone)",
              true,
              TimeFunctions::strptime),
          new Function(
              "strftime",
              2,
              3,
              "strftime(time, \"%Y-%m-%d %H:%M:%S\", zone)",
              true,
              TimeFunctions::strftime),
          new Function(
              "epoch",
              1,
              1,
              "epoch(time): seconds since 1970",
              true,
              (a, _) ->
                  nanos(a.get(0)) == NO_TIME ? Values.NULL : Value.of(nanos(a.get(0)) / SECOND)),
          new Function(
              "bin",
              2,
              2,
              "bin(value, size)",
              true,
              (a, env) -> bin(a.get(0), a.get(1), env.zone())),
          part("year", t -> t.getYear()),
          part("month", t -> t.getMonthValue()),
          part("day", t -> t.getDayOfMonth()),
          part("hour", t -> t.getHour()),
          part("minute", t -> t.getMinute()),
          part("second", t -> t.getSecond()),
          part("weekday", t -> t.getDayOfWeek().getValue()));

  private TimeFunctions() {}

  @FunctionalInterface
  private interface Part {
    int of(ZonedDateTime time);
  }

  /** In the asker's zone; weekday 1 is Monday. */
  private static Function part(String name, Part part) {
    return new Function(
        name,
        1,
        1,
        name + "(time)",
        true,
        (a, env) -> {
          long nanos = nanos(a.get(0));
          return nanos == NO_TIME
              ? Values.NULL
              : Value.of(part.of(Nanos.instant(nanos).atZone(env.zone())));
        });
  }

  /** The time a value is: itself, a text in RFC 3339, or seconds since 1970. */
  static long nanos(Value value) {
    if (value instanceof Value.Moment(long nanos)) {
      return nanos;
    }
    double seconds = value.number();
    if (!Double.isNaN(seconds)) {
      return seconds(seconds);
    }
    if (value instanceof Value.Text(String text)) {
      try {
        return Nanos.parse(text);
      } catch (DateTimeException _) {
        return NO_TIME;
      }
    }
    return NO_TIME;
  }

  /** Seconds since 1970; larger numbers are milliseconds, microseconds or nanoseconds. */
  private static long seconds(double number) {
    double size = Math.abs(number);
    double unit = size < 1e11 ? SECOND : size < 1e14 ? 1e6 : size < 1e17 ? 1e3 : 1;
    return Math.round(number * unit);
  }

  private static Value ago(Value span, Env env) {
    double seconds = span.number();
    return Double.isNaN(seconds)
        ? Values.NULL
        : new Value.Moment(Nanos.of(env.now()) - Math.round(seconds * SECOND));
  }

  private static Value time(Value value, Env env) {
    if (value instanceof Value.Text(String text) && Double.isNaN(value.number())) {
      try {
        return new Value.Moment(QueryParser.parseTime(text, env.now(), env.zone()));
      } catch (IllegalArgumentException _) {
        return Values.NULL;
      }
    }
    long nanos = nanos(value);
    return nanos == NO_TIME ? Values.NULL : new Value.Moment(nanos);
  }

  private static Value relative(List<Value> a, Env env) {
    long nanos = nanos(a.get(0));
    if (nanos == NO_TIME) {
      return Values.NULL;
    }
    try {
      return new Value.Moment(
          QueryParser.parseTime(a.get(1).text(), Nanos.instant(nanos), env.zone()));
    } catch (IllegalArgumentException _) {
      return Values.NULL;
    }
  }

  private static ZoneId zone(List<Value> a, Env env) {
    return a.size() > 2 ? ZoneId.of(a.get(2).text()) : env.zone();
  }

  private static Value strptime(List<Value> a, Env env) {
    try {
      return new Value.Moment(
          TimeFormat.parse(a.get(0).text(), a.get(1).text(), zone(a, env), env.now()));
    } catch (DateTimeException | IllegalArgumentException _) {
      return Values.NULL;
    }
  }

  private static Value strftime(List<Value> a, Env env) {
    long nanos = nanos(a.get(0));
    if (nanos == NO_TIME) {
      return Values.NULL;
    }
    try {
      return Value.of(TimeFormat.format(nanos, a.get(1).text(), zone(a, env)));
    } catch (DateTimeException | IllegalArgumentException _) {
      return Values.NULL;
    }
  }

  private static Value bin(Value value, Value size, ZoneId zone) {
    double width = size.number();
    if (!(width > 0)) {
      return Values.NULL;
    }
    if (value instanceof Value.Moment(long nanos)) {
      return new Value.Moment(binned(nanos, Math.max(1, Math.round(width * SECOND)), zone));
    }
    return Value.of(Math.floor(value.number() / width) * width);
  }

  /** The start of the span a time lies in; spans of whole days begin where days do in the zone. */
  public static long binned(long nanos, long span, ZoneId zone) {
    long day = 86_400_000_000_000L;
    long shift = 0;
    if (span % 3_600_000_000_000L == 0) {
      shift = zone.getRules().getOffset(Nanos.instant(nanos)).getTotalSeconds() * 1_000_000_000L;
    }
    if (span % (7 * day) == 0) {
      // 1970 began on a Thursday, weeks begin on Sunday as @w has it.
      shift += 4 * day;
    }
    long start = Math.floorDiv(nanos + shift, span) * span - shift;
    if (span % day == 0) {
      ZonedDateTime there = Nanos.instant(start + day / 2).atZone(zone);
      return Nanos.of(there.toLocalDate().atStartOfDay(zone).toInstant());
    }
    return start;
  }
}
