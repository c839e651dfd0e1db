package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Speaks to a server as any client would, and waits for what must come. */
public final class TestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final String url;
  private final String token;

  public TestClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  HttpResponse<String> raw(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** A request of any method with a JSON body. */
  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> put(String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  JsonNode json(HttpResponse<String> answer) throws IOException {
    return json(answer.body());
  }

  JsonNode json(String text) throws IOException {
    return json.readTree(text);
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = raw(path);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }

  JsonNode search(String query) throws IOException, InterruptedException {
    return get("/api/v1/search?size=1000&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  /** The answer once so many events match. */
  public JsonNode await(String query, long count) throws IOException, InterruptedException {
    JsonNode found =
        awaitJson(
            "/api/v1/search?size=1000&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
            answer -> answer.path("total").path("value").asLong() >= count);
    assertEquals(count, found.path("total").path("value").asLong(), query);
    return found;
  }

  /** The answer once it is as wanted; the last one if it never is. */
  public JsonNode awaitJson(String path, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = get(path);
    while (!wanted.test(answer) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
      answer = get(path);
    }
    return answer;
  }

  /** Whether an answer becomes as wanted. */
  boolean awaitText(String path, Predicate<String> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(raw(path).body())) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }
}
