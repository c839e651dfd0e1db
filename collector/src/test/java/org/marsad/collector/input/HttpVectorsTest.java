package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpMethod;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Nanos;

/** The HTTP vectors of the corpora, where this machine has them. */
class HttpVectorsTest {
  private static final Set<String> FAMILIES =
      Set.of("bulk", "hec", "ndjson", "otlp-json", "otlp-proto");

  private final JsonMapper json = new JsonMapper();

  @Test
  void answersTheVectors() throws Exception {
    String corpora = System.getenv("MARSAD_CORPORA");
    assumeTrue(corpora != null, "MARSAD_CORPORA is not set");
    var wrong = new ArrayList<String>();
    int checked = 0;
    for (String line : Files.readAllLines(Path.of(corpora, "syslog-vectors", "protocol.ndjson"))) {
      JsonNode vector = json.readTree(line);
      if (FAMILIES.contains(vector.path("family").asText())) {
        try {
          check(vector);
        } catch (AssertionError e) {
          wrong.add(e.getMessage());
        }
        checked++;
      }
    }
    assertTrue(checked > 0);
    assertEquals(List.of(), wrong);
  }

  private void check(JsonNode vector) throws Exception {
    String id = vector.path("id").asText();
    JsonNode expected = vector.path("expected");
    try (var fixture = new HttpFixture(EventsHttpConfig.defaults())) {
      HttpResponse<String> answer = send(fixture, vector);
      assertEquals(expected.path("status").asInt(200), answer.statusCode(), id);
      int all = expected.path("events").asInt() + expected.path("dead_letter").asInt();
      if (answer.statusCode() == 200) {
        assertEquals(all, fixture.log.size(), id);
      }
      JsonNode body = answer.body().startsWith("{") ? json.readTree(answer.body()) : vector;
      for (Map.Entry<String, JsonNode> member : expected.path("reply").properties()) {
        assertEquals(member.getValue(), body.path(member.getKey()), id);
      }
      if (expected.has("reply_errors")) {
        assertEquals(expected.path("reply_errors"), body.path("errors"), id);
        for (int i = 0; i < expected.path("item_ops").size(); i++) {
          String operation = expected.path("item_ops").get(i).asText();
          assertTrue(body.path("items").get(i).has(operation), id);
        }
      }
      if (expected.has("first")) {
        first(id, expected.path("first"), json.readTree(fixture.frames().getFirst()));
      }
    }
  }

  private static void first(String id, JsonNode expected, JsonNode event) {
    assertEquals(expected.path("message"), event.path("message"), id);
    for (String group : new String[] {"fields", "resource"}) {
      for (Map.Entry<String, JsonNode> field : expected.path(group).properties()) {
        assertEquals(field.getValue(), event.path(field.getKey()), id);
      }
    }
    double seconds = Nanos.parse(event.path("@timestamp").asText()) / 1e9;
    assertEquals(expected.path("timestamp_unix").asDouble(), seconds, 1e-6, id);
  }

  private static HttpResponse<String> send(HttpFixture fixture, JsonNode vector) throws Exception {
    String input = vector.path("input").asText();
    byte[] body =
        vector.path("enc").asText().equals("base64")
            ? Base64.getDecoder().decode(input)
            : input.getBytes(StandardCharsets.UTF_8);
    var headers = new ArrayList<String>();
    vector
        .path("request")
        .path("headers")
        .properties()
        .forEach(
            header -> {
              headers.add(header.getKey());
              headers.add(header.getValue().asText());
            });
    String path = vector.path("request").path("path").asText();
    return fixture.send(
        HttpMethod.POST,
        path.equals("/ingest") ? "/api/v1/events" : path,
        body,
        headers.toArray(String[]::new));
  }
}
