package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live tails over the real port. */
class TailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.withoutRules(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void showsWhatComesAndForgetsWhoLeaves() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> answer =
          http.send(request("/api/v1/tail?q=needle"), BodyHandlers.ofLines());
      assertEquals(200, answer.statusCode());
      assertEquals("text/event-stream", answer.headers().firstValue("content-type").orElse(""));
      try (Stream<String> body = answer.body()) {
        Iterator<String> lines = body.iterator();
        next(lines, "event: state");
        client.post(
            "/api/v1/events",
            "application/x-ndjson",
            "{\"message\":\"hay\"}\n{\"message\":\"needle in it\"}\n");
        next(lines, "event: event");
        String data = next(lines, "data: ");
        assertTrue(data.contains("needle in it"), data);
      }
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!metrics().contains("marsad_tail_watchers 0") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
    }
    assertTrue(metrics().contains("marsad_tail_watchers 0"), "the tail is still watched");
  }

  @Test
  void anOpenTailDoesNotHoldUpTheStop() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> answer =
          http.send(request("/api/v1/tail"), BodyHandlers.ofLines());
      try (Stream<String> body = answer.body()) {
        next(body.iterator(), "event: state");
        long begin = System.nanoTime();
        server.close();
        assertTrue(System.nanoTime() - begin < PATIENCE.toNanos());
      }
    }
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertEquals(400, client.raw("/api/v1/tail?q=%28a").statusCode());
    assertEquals(400, client.raw("/api/v1/tail?rate=0").statusCode());
  }

  private static String next(Iterator<String> lines, String begin) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(begin)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before " + begin);
  }

  private String metrics() throws IOException, InterruptedException {
    return client.raw("/metrics").body();
  }

  private HttpRequest request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Authorization", "Bearer " + server.adminToken())
        .timeout(PATIENCE)
        .build();
  }
}
