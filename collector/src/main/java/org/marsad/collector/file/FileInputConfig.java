package org.marsad.collector.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.marsad.model.config.ByteSize;

/**
 * Limits of the files that are followed, which {@code collector.files} lists.
 *
 * @param positions the file that remembers how far each file was read
 * @param maxFiles files at a time; further ones are counted and left alone
 * @param maxOpen of them kept open
 * @param maxLine the longest line that is kept whole
 * @param poll how often files are looked at where the system does not tell of changes
 * @param scan how often folders are
 * @param lastLineTimeout how long a last line without an end is waited for
 */
public record FileInputConfig(
    Path positions,
    int maxFiles,
    int maxOpen,
    ByteSize maxLine,
    Duration poll,
    Duration scan,
    Duration lastLineTimeout) {
  private static final Duration LEAST = Duration.ofMillis(5);
  private static final Duration MOST = Duration.ofHours(1);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public FileInputConfig {
    var problems = new ArrayList<String>();
    if (maxFiles < 1 || maxFiles > 1_000_000) {
      problems.add("max_files must be in 1..1000000: " + maxFiles);
    }
    if (maxOpen < 1 || maxOpen > 65_536) {
      problems.add("max_open must be in 1..65536: " + maxOpen);
    }
    if (maxLine.bytes() < 256 || maxLine.bytes() > ByteSize.ofMiB(16).bytes()) {
      problems.add("max_line must be in 256B..16MiB: " + maxLine);
    }
    within("poll", poll, problems);
    within("scan", scan, problems);
    within("last_line_timeout", lastLineTimeout, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("file_input: " + String.join("; ", problems));
    }
  }

  public static FileInputConfig defaults(Path positions) {
    return new FileInputConfig(
        positions,
        10_000,
        512,
        ByteSize.ofMiB(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  private static void within(String key, Duration value, ArrayList<String> problems) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
      problems.add(key + " must be in 5ms..1h: " + value);
    }
  }
}
