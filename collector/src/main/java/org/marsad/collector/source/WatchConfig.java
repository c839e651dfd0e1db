package org.marsad.collector.source;

import java.time.Duration;
import java.util.ArrayList;
import org.marsad.model.config.ByteSize;

/**
 * Settings of the watch over sources that fall silent or change what they send.
 *
 * @param enabled whether it watches
 * @param silenceFactor so many times its usual pause is silence
 * @param leastSilence no shorter pause is silence, unless {@code expect_every} says so
 * @param mostSilence a longer pause always is, for a source with a rhythm
 * @param driftFrames frames of a source that are judged together
 * @param driftShare by so much the share of frames not understood must grow to be told, in percent
 * @param eventsPerMinute told at most; more wait for their turn
 * @param diskLow so little room for the journal is told, before it is none; 0 for never
 */
public record WatchConfig(
    boolean enabled,
    int silenceFactor,
    Duration leastSilence,
    Duration mostSilence,
    int driftFrames,
    int driftShare,
    int eventsPerMinute,
    ByteSize diskLow) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public WatchConfig {
    var problems = new ArrayList<String>();
    range("silence_factor", silenceFactor, 2, 1_000, problems);
    range("drift_frames", driftFrames, 20, 1_000_000, problems);
    range("drift_share", driftShare, 1, 100, problems);
    range("events_per_minute", eventsPerMinute, 1, 10_000, problems);
    if (leastSilence.compareTo(Duration.ofSeconds(1)) < 0) {
      problems.add("watch.least_silence must be at least 1s: " + leastSilence);
    }
    if (mostSilence.compareTo(leastSilence) < 0) {
      problems.add("watch.most_silence must not be less than least_silence: " + mostSilence);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  public static WatchConfig defaults() {
    return new WatchConfig(
        true, 5, Duration.ofMinutes(10), Duration.ofHours(26), 200, 20, 60, ByteSize.ofMiB(2048));
  }

  private static void range(
      String key, int value, int least, int most, ArrayList<String> problems) {
    if (value < least || value > most) {
      problems.add("watch." + key + " must be in " + least + ".." + most + ": " + value);
    }
  }
}
