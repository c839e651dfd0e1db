package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkIngester;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/** The client libraries that programs send with, at the ports where they look. */
class HttpClientsTest {
  private static final int EVENTS = 250;

  @TempDir private static Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private static Server server;
  private static TestClient client;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    server = Server.open(TestConfigs.withoutRules(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
    token =
        client
            .json(
                client.post(
                    "/api/v1/tokens", "application/json", "{\"name\":\"s\",\"role\":\"ingest\"}"))
            .path("token")
            .asText();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void elasticsearchJavaClient() throws Exception {
    String key = Base64.getEncoder().encodeToString(("id:" + token).getBytes(UTF_8));
    try (var elastic = ElasticsearchClient.of(builder -> builder.host(at("elastic")).apiKey(key))) {
      assertEquals("8.19.0", elastic.info().version().number());
      var answer =
          elastic.bulk(
              bulk ->
                  bulk.index("app")
                      .operations(op -> op.create(c -> c.document(Map.of("message", "java one"))))
                      .operations(
                          op -> op.index(i -> i.id("7").document(Map.of("message", "java two"))))
                      .operations(op -> op.delete(d -> d.id("7"))));
      assertTrue(answer.errors());
      assertEquals(201, answer.items().get(0).status());
      assertEquals("7", answer.items().get(1).id());
      assertEquals(400, answer.items().get(2).status());
      try (BulkIngester<Void> ingester =
          BulkIngester.of(
              builder -> builder.client(elastic).maxOperations(40).maxConcurrentRequests(2))) {
        for (int i = 0; i < EVENTS; i++) {
          int number = i;
          ingester.add(
              op ->
                  op.create(c -> c.index("app").document(Map.of("message", "ingester " + number))));
        }
      }
    }
    client.await("message:java marsad.bulk.index:app", 2);
    client.await("marsad.bulk.id:7", 1);
    client.await("message:ingester", EVENTS);
  }

  @Test
  void openSearchJavaClient() throws Exception {
    var transport =
        ApacheHttpClient5TransportBuilder.builder(HttpHost.create(at("elastic")))
            .setHttpClientConfigCallback(
                builder ->
                    builder.setDefaultHeaders(
                        List.of(
                            new org.apache.hc.core5.http.message.BasicHeader(
                                "Authorization", "Bearer " + token))))
            .build();
    var search = new OpenSearchClient(transport);
    try (transport) {
      var bulk = new org.opensearch.client.opensearch.core.BulkRequest.Builder();
      for (int i = 0; i < EVENTS; i++) {
        int number = i;
        bulk.operations(
            op -> op.index(o -> o.index("os").document(Map.of("message", "opensearch " + number))));
      }
      var answer = search.bulk(bulk.build());
      assertFalse(answer.errors());
      assertEquals(EVENTS, answer.items().size());
    }
    client.await("message:opensearch", EVENTS);
  }

  @Test
  void openTelemetryExporter() throws Exception {
    var exporter =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(at("otlp-http") + "/v1/logs")
            .addHeader("Authorization", "Bearer " + token)
            .setCompression("gzip")
            .build();
    var resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));
    var provider =
        SdkLoggerProvider.builder()
            .setResource(resource)
            .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
            .build();
    try (provider) {
      var logger = provider.loggerBuilder("lib").setInstrumentationVersion("1.0").build();
      for (int i = 0; i < EVENTS; i++) {
        logger
            .logRecordBuilder()
            .setSeverity(Severity.ERROR)
            .setBody("telemetry " + i)
            .setAttribute(AttributeKey.stringKey("user.name"), "alice")
            .setAttribute(AttributeKey.longArrayKey("numbers"), List.of(1L, 2L))
            .emit();
      }
      logger.logRecordBuilder().setBody(Value.of(Map.of("k", Value.of("structured")))).emit();
      assertTrue(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess());
    }
    client.await("message:telemetry service.name:shop user.name:alice numbers:2", EVENTS);
    client.await("body.k:structured", 1);
    JsonNode event = client.search("message:\"telemetry 0\"").path("events").get(0);
    assertTrue(event.toString().contains("log.level"), event.toString());
  }

  /** As Splunk's documentation describes a client that wants to know what is indexed. */
  @Test
  void splunkClientWithAcknowledgements() throws Exception {
    String channel = "4d5a3c2e-0c0f-4b8f-9d58-1f7d7f1f5b1a";
    String url = at("splunk-hec") + "/services/collector";
    assertEquals(17, get(url + "/health").path("code").asInt());
    var envelopes = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      envelopes.append("{\"time\":1773828000.25,\"host\":\"web-1.example.com\",\"event\":");
      envelopes.append("{\"message\":\"splunk ").append(i).append("\"}}");
    }
    JsonNode answer = hec(url + "/event", envelopes.toString(), channel, 200);
    assertEquals(0, answer.path("code").asInt());
    String asked = "{\"acks\":[" + answer.path("ackId") + "]}";
    JsonNode acks = hec(url + "/ack", asked, channel, 200).path("acks");
    assertTrue(acks.path(answer.path("ackId").asText()).asBoolean(), acks.toString());
    client.await("message:splunk host.name:web-1.example.com", EVENTS);
  }

  @Test
  void tokensOfEveryScheme() throws Exception {
    String basic = Base64.getEncoder().encodeToString(("any:" + token).getBytes(UTF_8));
    for (String scheme :
        List.of("Bearer " + token, "Splunk " + token, "Basic " + basic, "ApiKey " + basic)) {
      assertEquals(200, post("/_bulk", "{\"index\":{}}\n{}\n", scheme).statusCode(), scheme);
    }
    HttpResponse<String> bulk = post("/_bulk", "{\"index\":{}}\n{}\n", "Bearer mrs_wrong");
    assertEquals(401, bulk.statusCode());
    assertTrue(bulk.body().contains("security_exception"), bulk.body());
    assertEquals("Elasticsearch", bulk.headers().firstValue("x-elastic-product").orElse(""));
    assertHec("", "Token is required", 2, 401);
    assertHec("Splunk", "Invalid authorization", 3, 401);
    assertHec("Splunk 11111111-1111-1111-1111-111111111111", "Invalid token", 4, 403);
    HttpResponse<String> otlp = post("/v1/logs", "{}", "Bearer mrs_wrong");
    assertEquals(401, otlp.statusCode());
    assertEquals("{\"code\":16,", otlp.body().substring(0, 11));
    assertEquals(403, new TestClient(server.url(), token).raw("/api/v1/search").statusCode());
    assertEquals(17, get(server.url() + "/services/collector/health").path("code").asInt());
  }

  @Test
  void aRefusalReachesAClientOfHttp2ThatIsStillSending() throws Exception {
    URI bulk = URI.create(server.url() + "/_bulk");
    get(server.url() + "/");
    var body = new SubmissionPublisher<ByteBuffer>();
    HttpRequest request =
        HttpRequest.newBuilder(bulk)
            .header("Authorization", "Bearer mrs_wrong")
            .POST(BodyPublishers.fromPublisher(body))
            .build();
    // The client looks at the answer once its body is out.
    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(body::close);
    HttpResponse<String> answer =
        http.sendAsync(request, BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
    assertEquals(HttpClient.Version.HTTP_2, answer.version());
    assertEquals(401, answer.statusCode());
  }

  @Test
  void aPortThatIsTakenStopsTheStart() throws Exception {
    InetSocketAddress taken = server.inputs().get("elastic");
    int port = taken == null ? 0 : taken.getPort();
    try (Server second =
        Server.open(
            TestConfigs.withoutRules(
                folder.resolve("second"), List.of("collector.elastic.port=" + port)))) {
      IOException told = assertThrows(IOException.class, second::start);
      assertEquals(
          "cannot listen for collector.elastic on port "
              + port
              + ": another program has it; set collector.elastic.port, or end that program",
          told.getMessage());
    }
  }

  private void assertHec(String authorization, String text, int code, int status) throws Exception {
    HttpResponse<String> answer = post("/services/collector", "{\"event\":1}", authorization);
    assertEquals(status, answer.statusCode());
    assertEquals(text, json.readTree(answer.body()).path("text").asText());
    assertEquals(code, json.readTree(answer.body()).path("code").asInt());
  }

  private JsonNode hec(String url, String body, String channel, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Splunk " + token)
            .header("X-Splunk-Request-Channel", channel)
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertEquals(status, answer.statusCode(), answer.body());
    return json.readTree(answer.body());
  }

  private JsonNode get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return json.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private HttpResponse<String> post(String path, String body, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String at(String input) {
    InetSocketAddress address = server.inputs().get(input);
    return "http://127.0.0.1:" + (address == null ? 0 : address.getPort());
  }
}
