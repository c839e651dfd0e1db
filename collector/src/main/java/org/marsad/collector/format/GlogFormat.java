package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Schema;

/**
 * glog and klog, as C++ services and Kubernetes write: {@code I20260318 10:20:30.411655 15520
 * main.cc:9] message}, the year left out by the older and by Kubernetes. Behind a message in quotes
 * Kubernetes writes names and values.
 */
final class GlogFormat implements Payload {
  private static final int MAX_THREAD = 18;
  private static final Constant[] LEVELS = {
    Constant.of("info"), Constant.of("warning"), Constant.of("error"), Constant.of("fatal")
  };

  private final Cursor in = new Cursor();
  private final Times times;
  private final KeyValueFormat pairs;
  private final int level;
  private final int thread;
  private final int file;
  private final int line;

  GlogFormat(Schema schema, Times times, KeyValueFormat pairs) {
    this.times = times;
    this.pairs = pairs;
    level = schema.id("log.level");
    thread = schema.id("process.thread.id");
    file = schema.id("log.origin.file.name");
    line = schema.id("log.origin.file.line");
  }

  @Override
  public String name() {
    return "glog";
  }

  /** A capital, four or eight digits, a blank and a clock. */
  static boolean fits(byte[] bytes, int from, int to) {
    int i = from + 1;
    while (i < to && Cursor.isDigit(bytes[i])) {
      i++;
    }
    int digits = i - from - 1;
    return (digits == 4 || digits == 8)
        && to - i > 12
        && bytes[i] == ' '
        && bytes[i + 3] == ':'
        && bytes[i + 6] == ':'
        && bytes[i + 9] == '.';
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    int severity = "IWEF".indexOf(out.bytes()[from]);
    if (severity < 0) {
      return out.misfit(from, "glog.level", "expecting I, W, E or F");
    }
    in.over(out.bytes(), from + 1, to - from - 1);
    long time = time(out);
    if (time == Times.NONE) {
      return out.misfit(from + 1, "glog.time", "expecting a time like 20260318 10:20:30.411655");
    }
    out.claim(time, false, from + 1, in.at);
    in.skipBlanks();
    int id = in.at;
    while (Cursor.isDigit(in.peek())) {
      in.at++;
    }
    int idEnd = in.at;
    if (idEnd == id || idEnd - id > MAX_THREAD || !in.skip(' ')) {
      return out.misfit(id, "glog.thread", "expecting the number of a thread");
    }
    int bracket = in.at;
    while (bracket < to && in.bytes[bracket] != ']') {
      bracket++;
    }
    int number = bracket;
    while (number > in.at && Cursor.isDigit(in.bytes[number - 1])) {
      number--;
    }
    if (bracket == to || number == bracket || number == in.at || in.bytes[number - 1] != ':') {
      return out.misfit(in.at, "glog.place", "expecting FILE:LINE]");
    }
    out.constant(level, LEVELS[severity]);
    out.number(thread, id, idEnd);
    out.text(file, in.at, number - 1);
    out.number(line, number, bracket);
    message(out, bracket + 1, to);
    return null;
  }

  private long time(Entries out) {
    int digits = 0;
    while (Cursor.isDigit(in.peek(digits))) {
      digits++;
    }
    int year = digits == 8 ? in.digits(4) : 0;
    int month = in.digits(2);
    int day = in.digits(2);
    long second = in.skip(' ') ? Times.clock(in) : -1;
    if (second < 0 || !Times.isDate(year == 0 ? 2_000 : year, month, day)) {
      return Times.NONE;
    }
    int nano = Times.fraction(in);
    return year == 0
        ? times.nearest(out.received(), month, day, second, nano)
        : times.local(year, month, day, second, nano);
  }

  private void message(Entries out, int start, int end) {
    byte[] bytes = out.bytes();
    int from = start;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    if (to == from) {
      return;
    }
    int quote = bytes[from] == '"' ? KeyValueFormat.closing(bytes, from, to, ' ') : -1;
    if (quote < 0) {
      out.message(from, to);
      return;
    }
    out.message(from + 1, quote);
    pairs.pairs(out, quote + 1, to);
  }
}
