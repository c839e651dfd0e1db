package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/** Speaks to a running server. One thread. */
final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final JsonMapper json = new JsonMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_WITHIN)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final URI server;
  private final String token;

  ApiClient(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** The JSON answer of a GET; parameters with empty values are left out. */
  JsonNode get(String path, Map<String, String> parameters) throws IOException {
    return read(send(request(path, parameters).GET()));
  }

  /** The JSON answer of a POST. */
  JsonNode post(String path, String contentType, String body) throws IOException {
    HttpRequest.Builder request =
        request(path, Map.of())
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body));
    return read(send(request));
  }

  /** The JSON answer of a DELETE, or null where there is none. */
  JsonNode delete(String path) throws IOException {
    return read(send(request(path, Map.of()).DELETE()));
  }

  /**
   * A POST whose answer the caller judges, refusals among them.
   *
   * @param key the same for each try of the same body
   */
  HttpResponse<String> postRaw(String path, String contentType, String key, byte[] body, int length)
      throws IOException {
    BodyPublisher bytes = BodyPublishers.ofByteArray(body, 0, length);
    HttpRequest.Builder request =
        request(path, Map.of())
            .header("Content-Type", contentType)
            .header("Idempotency-Key", key)
            .POST(bytes);
    return send(request);
  }

  private HttpRequest.Builder request(String path, Map<String, String> parameters) {
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path + query)).timeout(ANSWER_WITHIN);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException _) {
      throw new CommandException(
          "no server answers at "
              + server
              + "; start one with ./marsad serve, or name it with"
              + " --url or --data");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private JsonNode read(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() >= 400) {
      throw refusal(answer);
    }
    return answer.body().isEmpty() ? json.nullNode() : json.readTree(answer.body());
  }

  /** What the server said, in the words of its problem document (RFC 9457). */
  CommandException refusal(HttpResponse<String> answer) {
    try {
      return ProblemText.exception(json.readTree(answer.body()), answer.statusCode());
    } catch (JsonProcessingException _) {
      return new CommandException("the server answered " + answer.statusCode());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
