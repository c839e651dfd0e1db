package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Speaks to a running server. One thread. */
final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration FOR_EVER = Duration.ofDays(3650);
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

  /** The JSON answer of a PATCH. */
  JsonNode patch(String path, String body) throws IOException {
    HttpRequest.Builder request =
        request(path, Map.of())
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body));
    return read(send(request));
  }

  /** The body of a GET as it came. */
  String text(String path, Map<String, String> parameters) throws IOException {
    HttpResponse<String> answer = send(request(path, parameters).GET());
    if (answer.statusCode() >= 400) {
      throw refusal(answer);
    }
    return answer.body();
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

  /**
   * The lines of an answer that goes on until one side ends it, as they come.
   *
   * @throws CommandException if the server refused
   */
  void stream(String path, Map<String, String> parameters, Consumer<String> lines)
      throws IOException {
    HttpRequest request = request(path, parameters, FOR_EVER).GET().build();
    HttpResponse<Stream<String>> answer = send(request, BodyHandlers.ofLines());
    try (Stream<String> body = answer.body()) {
      if (answer.statusCode() >= 400) {
        throw refusal(answer.statusCode(), String.join("\n", body.toList()));
      }
      body.forEach(lines);
    } catch (UncheckedIOException _) {
      throw new CommandException("the server has ended the connection");
    }
  }

  /**
   * The bytes of an answer that may be as long as it likes, as they come.
   *
   * @throws CommandException if the server refused
   */
  InputStream bytes(String path, Map<String, String> parameters) throws IOException {
    HttpRequest request = request(path, parameters, FOR_EVER).GET().build();
    HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() >= 400) {
      try (InputStream body = answer.body()) {
        throw refusal(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path, Map<String, String> parameters) {
    return request(path, parameters, ANSWER_WITHIN);
  }

  private HttpRequest.Builder request(
      String path, Map<String, String> parameters, Duration patience) {
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path + query)).timeout(patience);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    return send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return http.send(request, body);
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
    return refusal(answer.statusCode(), answer.body());
  }

  private CommandException refusal(int status, String body) {
    try {
      return ProblemText.exception(json.readTree(body), status);
    } catch (JsonProcessingException _) {
      return new CommandException("the server answered " + status);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
