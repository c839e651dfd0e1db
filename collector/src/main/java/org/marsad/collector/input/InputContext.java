package org.marsad.collector.input;

import java.time.Duration;
import java.time.InstantSource;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Pace;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.event.Nanos;
import org.marsad.model.metrics.Metrics;

/**
 * What every input needs of the house.
 *
 * @param maxLag how far what can be searched may lie behind what is taken before those wait who
 *     wait for an answer anyway; zero: nobody ever waits
 */
public record InputContext(
    Ingest ingest, SourceBooks books, Metrics metrics, InstantSource clock, Duration maxLag) {
  /** What can be searched may lie so many times as far behind before connections and files wait. */
  private static final int PATIENT = 600;

  /**
   * The pace of those who wait for an answer.
   *
   * @param waits counts who had to wait
   */
  public Pace pace(Metrics.Counter waits) {
    return new Pace(ingest, maxLag, waits);
  }

  /** The pace of those who do not, whose bursts the log takes at once. */
  public Pace patientPace(Metrics.Counter waits) {
    return new Pace(ingest, maxLag.multipliedBy(PATIENT), waits);
  }

  /** Receive time, in nanoseconds since 1970. */
  long now() {
    return Nanos.of(clock.instant());
  }
}
