package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.marsad.collector.intake.RequestKey;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.problem.ProblemException;

class RequestKeysTest {
  private static final String BODY = "{\"message\":\"once\"}\nno json\n";

  private Instant now = Instant.parse("2026-03-18T10:00:00Z");
  private final MemoryLog log = new MemoryLog();

  @Test
  void storesOnceAndAnswersTheSame() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      HttpResponse<String> first = post(fixture, "k");
      HttpResponse<String> again = post(fixture, "k");
      assertEquals(200, first.statusCode());
      assertEquals(first.body(), again.body());
      assertEquals(2, fixture.log.size());
    }
  }

  @Test
  void remembersAfterARestartWhatIsInTheLog() throws Exception {
    var before = new HttpFixture(HttpFixture.SMALL, log, 1 << 20);
    HttpResponse<String> first = post(before, "k");
    // As after kill -9: nothing but the log is left.
    try (before;
        var after = new HttpFixture(HttpFixture.SMALL, log, 1 << 20)) {
      assertEquals(first.body(), post(after, "k").body());
      assertEquals(2, log.size());
      assertEquals(200, post(after, "other").statusCode());
      assertEquals(4, log.size());
    }
  }

  @Test
  void tellsOneSenderFromAnother() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      for (String token : new String[] {"Bearer a", "Bearer b"}) {
        fixture.post("/api/v1/events", BODY, "Idempotency-Key", "k", "Authorization", token);
      }
      assertEquals(4, fixture.log.size());
    }
  }

  @Test
  void takesARefusedRequestWhenItComesAgain() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      fixture.log.fill();
      assertEquals(503, post(fixture, "k").statusCode());
      fixture.log.relieve();
      MemoryLog.await(() -> status(fixture) == 200, Duration.ofSeconds(10), () -> "still refused");
      assertEquals(2, fixture.log.size());
    }
  }

  @Test
  void refusesARepeatWhileTheFirstIsUnderWay() throws Exception {
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      fixture.log.stick();
      CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> status(fixture));
      MemoryLog.await(() -> fixture.log.peak() > 0, Duration.ofSeconds(10), () -> "it never came");
      HttpResponse<String> second = post(fixture, "k");
      assertEquals(409, second.statusCode());
      fixture.log.relieve();
      assertEquals(200, first.get());
      assertEquals(200, post(fixture, "k").statusCode());
      assertEquals(2, fixture.log.size());
    }
  }

  @Test
  void forgetsTheOldestOfTooManyAndTheOld() throws Exception {
    var config =
        new EventsHttpConfig(
            HttpFixture.SMALL.maxBody(),
            HttpFixture.SMALL.maxExpanded(),
            HttpFixture.SMALL.maxEvent(),
            1,
            Duration.ofSeconds(1),
            2,
            Duration.ofMinutes(1));
    RequestKeys keys = RequestKeys.open(config, log, new Metrics(), () -> now);
    for (String name : new String[] {"a", "b", "c"}) {
      assertTrue(keys.begin(key(name)));
      keys.done(key(name));
    }
    assertFalse(keys.begin(key("c")));
    assertTrue(keys.begin(key("a")), "the oldest of three is forgotten");
    assertThrows(ProblemException.class, () -> keys.begin(key("a")), "it is under way");
    keys.undone(key("a"));
    now = now.plusSeconds(61);
    assertTrue(keys.begin(key("c")), "it is too old");
  }

  private static RequestKey key(String name) {
    return RequestKey.of("sender", name, new byte[0], 0, 0);
  }

  private static int status(HttpFixture fixture) {
    try {
      return post(fixture, "k").statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> post(HttpFixture fixture, String key) throws Exception {
    return fixture.post("/api/v1/events", BODY, "Idempotency-Key", key);
  }
}
