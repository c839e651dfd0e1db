package org.marsad.collector.file;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.Origin;

/**
 * One entry of {@code collector.files}: files that are followed. Every line is an event.
 *
 * @param path a file, or several with {@code *}, {@code ?}, {@code [...]} and {@code **} in it
 * @param format the format that reads every line, or {@code auto}
 * @param zone of time stamps that name none; that of the collector if nobody says it
 * @param labels go into every event as {@code labels.NAME}
 * @param start where to begin in files that are there when the entry is new: {@code beginning} or
 *     {@code end}; files that come later are read from their beginning
 */
public record FileConfig(
    String path, String format, @Nullable ZoneId zone, Map<String, String> labels, Start start) {
  /** Labels of one entry at most. */
  static final int MAX_LABELS = 32;

  /** Where to begin. */
  public enum Start {
    beginning,
    end
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  @SuppressWarnings("ConstantValue") // what was not written arrives as null
  public FileConfig {
    var problems = new ArrayList<String>();
    if (path == null || path.isBlank()) {
      path = "";
      problems.add("path is missing; expecting a file or a pattern such as /var/log/app/*.log");
    } else {
      FilePattern.problem(path).ifPresent(problems::add);
    }
    format = format == null ? Origin.AUTO : format;
    if (!format.equals(Origin.AUTO) && !Formats.NAMES.contains(format)) {
      problems.add(
          "no format is called \"" + format + "\"; expecting auto or one of " + Formats.NAMES);
    }
    labels = labels == null ? Map.of() : Map.copyOf(new TreeMap<>(labels));
    start = start == null ? Start.end : start;
    if (labels.size() > MAX_LABELS) {
      problems.add("at most " + MAX_LABELS + " labels, found " + labels.size());
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** Files that are read from their beginning and guessed at. */
  public static FileConfig of(String path) {
    return new FileConfig(path, Origin.AUTO, null, Map.of(), Start.beginning);
  }
}
