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
 * +mm:ss.fff}, a blank, and a line of log in which {@code {bsd}} stands for its time as RFC 3164
 * writes it and {@code {iso}} as RFC 5424 does, in UTC. Lines that begin with {@code #} are
 * comments.
 */
public final class SampleLog {
  private static final DateTimeFormatter BSD =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

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
      entries.add(new Entry(offset(line.substring(1, blank), number), line.substring(blank + 1)));
    }
    return new SampleLog(entries);
  }

  private static Duration offset(String text, int number) {
    int colon = text.indexOf(':');
    try {
      long minutes = Long.parseLong(text.substring(0, Math.max(colon, 0)));
      double seconds = Double.parseDouble(text.substring(colon + 1));
      return Duration.ofMinutes(minutes).plusMillis(Math.round(seconds * 1000));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "line " + number + ": \"" + text + "\" is no offset; expecting mm:ss.fff");
    }
  }

  /** The lines as they would have been written if the first moment was {@code start}. */
  public List<Line> startingAt(Instant start) {
    var lines = new ArrayList<Line>();
    for (Entry entry : entries) {
      Instant time = start.plus(entry.offset);
      String text =
          entry.text.replace("{bsd}", BSD.format(time)).replace("{iso}", ISO.format(time));
      lines.add(new Line(time, text));
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
