package org.marsad.collector.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What a start found that is not as it was written. Both lists are empty after an orderly stop.
 *
 * @param cuts what a crash left unfinished at the end, and was cut off; one at most
 * @param gaps where an earlier repair took out what could not be read
 */
public record Recovery(List<Cut> cuts, List<Gap> gaps) {
  public Recovery {
    cuts = List.copyOf(cuts);
    gaps = List.copyOf(gaps);
  }

  /**
   * Bytes at the end that a crash left of records whose fsync had not ended. Nobody was told that
   * they were taken.
   *
   * @param file the segment
   * @param position where it was cut off
   * @param bytes how many bytes that were
   * @param why what was expected at the position
   */
  public record Cut(Path file, long position, long bytes, String why) {
    @Override
    public String toString() {
      return "journal segment %s: cut off %d bytes at byte %d that a crash left unfinished (%s)"
          .formatted(file, bytes, position, why);
    }
  }

  /**
   * Events that are lost.
   *
   * @param file the segment
   * @param position where they were
   * @param firstId the first of them
   * @param events how many; 0 if only ticks are
   */
  public record Gap(Path file, long position, long firstId, long events) {
    @Override
    public String toString() {
      return "journal segment %s: %s at byte %d"
          .formatted(
              file,
              events == 0
                  ? "a damaged part without events"
                  : "events %d to %d are lost".formatted(firstId, firstId + events - 1),
              position);
    }
  }
}
