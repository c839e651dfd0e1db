package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Requests wait for a search that lies behind, but not for ever. */
final class HttpPaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String BODY = "{\"create\":{}}\n{\"message\":\"hello\"}\n";
  private static final long FAR = Duration.ofSeconds(10).toNanos();

  @Test
  void waitsWhileTheSearchLiesFarBehind() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      var asked = new AtomicLong();
      // Far behind until it was asked often enough that the request must have waited.
      fixture.lag(() -> asked.incrementAndGet() < 5 ? FAR : 0);
      assertEquals(200, send(fixture).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode());
      assertEquals(5, asked.get());
      assertEquals(1, paced(fixture));
      assertEquals(1, fixture.log.size());
    }
  }

  @Test
  void takesAtOnceWhatIsWithinTheLag() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      fixture.lag(() -> HttpFixture.MAX_LAG.toNanos());
      assertEquals(200, send(fixture).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode());
      assertEquals(0, paced(fixture));
    }
  }

  @Test
  void doesNotWaitForEver() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      fixture.lag(() -> FAR);
      long begin = System.nanoTime();
      assertEquals(200, send(fixture).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode());
      assertFalse(System.nanoTime() - begin < HttpFixture.MAX_LAG.multipliedBy(90).toNanos());
      assertEquals(1, fixture.log.size());
    }
  }

  @Test
  void neverWaitsWhereItIsNotWanted() throws Exception {
    try (var fixture =
        new HttpFixture(HttpFixture.SMALL, new MemoryLog(), 1 << 20, Duration.ZERO)) {
      fixture.lag(
          () -> {
            throw new AssertionError("nobody should ask");
          });
      assertEquals(200, send(fixture).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode());
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(HttpFixture fixture) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return fixture.post("/_bulk", BODY, "Content-Type", "application/x-ndjson");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static long paced(HttpFixture fixture) {
    return fixture
        .metrics
        .counter("marsad_collector_paced_requests", "", "input", "es-bulk")
        .value();
  }
}
