package org.marsad.rules.pack;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A recorded log that can be played at any time. Each line is an offset from the start, {@code
 * +mm:ss.fff} or {@code +hh:mm:ss.fff}, a blank, and a line of log in which words in braces stand
 * for its time in UTC: {@code {bsd}} as RFC 3164 writes it, {@code {iso}} as RFC 5424 does, {@code
 * {clf}} as access logs do, {@code {utc}} as Sysmon does, {@code {epoch}} and {@code {millis}}
 * since 1970. Lines that begin with {@code #} are comments.
 */
public final class SampleLog {
  private static final DateTimeFormatter BSD =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final List<Entry> entries;

  private SampleLog(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a log.
   *
   * @throws IllegalArgumentException with the line that is none
   */
  public static SampleLog parse(String text) {
    var entries = new ArrayList<Entry>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int blank = line.indexOf(' ');
      if (!line.startsWith("+") || blank < 0) {
        throw new IllegalArgumentException(
            "line " + number + " begins with no offset like +01:02.345");
      }
      try {
        entries.add(new Entry(offset(line.substring(0, blank)), line.substring(blank + 1)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return new SampleLog(entries);
  }

  /**
   * Reads {@code +mm:ss.fff}, {@code +hh:mm:ss.fff}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration offset(String text) {
    if (!text.matches("\\+([0-9]{1,6}:)?[0-9]{1,6}:[0-9]{1,2}([.][0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no offset; expecting +mm:ss.fff or +hh:mm:ss.fff");
    }
    long minutes = 0;
    String[] parts = text.substring(1).split(":", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      minutes = minutes * 60 + Long.parseLong(parts[i]);
    }
    double seconds = Double.parseDouble(parts[parts.length - 1]);
    return Duration.ofMinutes(minutes).plusMillis(Math.round(seconds * 1000));
  }

  /** A line with its time in place of the words in braces. */
  public static String fill(String line, Instant time) {
    return line.indexOf('{') < 0
        ? line
        : line.replace("{bsd}", BSD.format(time))
            .replace("{iso}", ISO.format(time))
            .replace("{clf}", CLF.format(time))
            .replace("{utc}", UTC.format(time))
            .replace("{epoch}", Long.toString(time.getEpochSecond()))
            .replace("{millis}", Long.toString(time.toEpochMilli()));
  }

  /** The lines as they would have been written if the first moment was {@code start}. */
  public List<Line> startingAt(Instant start) {
    var lines = new ArrayList<Line>();
    for (Entry entry : entries) {
      Instant time = start.plus(entry.offset);
      lines.add(new Line(time, fill(entry.text, time)));
    }
    return lines;
  }

  /** The lines as if the last one was written at {@code end}. */
  public List<Line> endingAt(Instant end) {
    return entries.isEmpty() ? List.of() : startingAt(end.minus(entries.getLast().offset));
  }

  private record Entry(Duration offset, String text) {}

  /**
   * A line of the log.
   *
   * @param time when it was written
   * @param text without its end
   */
  public record Line(Instant time, String text) {}
}
