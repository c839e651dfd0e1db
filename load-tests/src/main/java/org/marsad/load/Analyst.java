package org.marsad.load;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Asks a running server what an analyst asks, one question after the other. One thread. */
final class Analyst {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> QUESTIONS =
      List.of(
          "*",
          "process.name:sshd",
          "user.name:user7",
          "http.response.status_code:404",
          "host.name:host-17.example.com process.name:nginx",
          "source.ip:198.51.100.0/28",
          "url.original:*items/9999*",
          "NOT process.name:nginx");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;

  Analyst(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Asks for so long, with a short pause after each answer. */
  void ask(Duration time, Latencies answers) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      long begin = System.nanoTime();
      search(QUESTIONS.get(i % QUESTIONS.size()));
      answers.add(System.nanoTime() - begin);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * Sends an event of its own, then asks for it until it is found.
   *
   * @param acknowledged how long the acknowledgement took
   * @param found how long after it the event was found
   */
  void probe(String name, Latencies acknowledged, Latencies found)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpRequest event =
        request("/api/v1/events")
            .header("Content-Type", "application/x-ndjson")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"message\":\"probe\",\"marsad.probe\":\"" + name + "\"}\n"))
            .build();
    send(event);
    long durable = System.nanoTime();
    acknowledged.add(durable - begin);
    while (!search("marsad.probe:" + name).contains("\"value\":1,")) {
      if (System.nanoTime() - durable > PATIENCE.toNanos()) {
        throw new IOException("an acknowledged event was not found within " + PATIENCE);
      }
      LockSupport.parkNanos(5_000_000);
    }
    found.add(System.nanoTime() - durable);
  }

  private String search(String query) throws IOException, InterruptedException {
    return get("/api/v1/search?size=100&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  /** What the server answers to a path. */
  String get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          request.uri() + " was answered with " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
