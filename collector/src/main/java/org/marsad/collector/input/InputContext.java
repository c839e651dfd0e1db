package org.marsad.collector.input;

import java.time.Duration;
import java.time.InstantSource;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.event.Nanos;
import org.marsad.model.metrics.Metrics;

/**
 * What every input needs of the house.
 *
 * @param maxLag how far what can be searched may lie behind before connections are read more
 *     slowly; zero: they never are
 */
public record InputContext(
    Ingest ingest, SourceBooks books, Metrics metrics, InstantSource clock, Duration maxLag) {
  /** Receive time, in nanoseconds since 1970. */
  long now() {
    return Nanos.of(clock.instant());
  }
}
