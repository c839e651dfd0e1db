package org.marsad.collector.input;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;

/** Bodies that came over no wire. */
final class HttpBodies {
  private static final ScheduledExecutorService SCHEDULER =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private static final Metrics METRICS = new Metrics();
  private static final InputContext CONTEXT =
      new InputContext(
          new Ingest(new MemoryLog(), Long.MAX_VALUE, Long.MAX_VALUE, SCHEDULER),
          new SourceBooks(METRICS),
          METRICS,
          InstantSource.system(),
          Duration.ZERO);

  private HttpBodies() {}

  static HttpBody of(byte[] bytes) {
    Origin origin = Origin.of("test", Transport.HTTP, "192.0.2.1");
    Ingest.Room room = CONTEXT.ingest().room(CONTEXT.books().of(origin));
    var body = new HttpBody(EventsHttpConfig.defaults(), origin, 0, room);
    body.adopt(bytes);
    return body;
  }
}
