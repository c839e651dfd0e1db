package org.marsad.query.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.model.store.RandomIncidents;

/** What receivers are told, over a real connection. */
class WebhooksTest {
  private static final String SECRET = "0123456789abcdef";
  private static final Webhook.Pace QUICK =
      new Webhook.Pace(Duration.ofMillis(50), Duration.ofMillis(10), Duration.ofMillis(50), 100);
  private static final Webhook.Pace NEVER =
      new Webhook.Pace(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 100);

  @TempDir private Path folder;
  private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
  private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
  private final MemoryIncidentStore store = new MemoryIncidentStore();
  private final Metrics metrics = new Metrics();
  private HttpServer server;
  private volatile String wrong = "";

  WebhooksTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void listen() throws IOException {
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    server.createContext("/hook", this::take);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Integer answer = answers.poll();
    if (answer == null) {
      verify(exchange, body);
      received.add(new JsonMapper().readTree(body));
    }
    ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
    exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
    exchange.close();
  }

  private void verify(HttpExchange exchange, byte[] body) {
    try {
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.US_ASCII));
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      String found = exchange.getRequestHeaders().getFirst("webhook-signature");
      if (!expected.equals(found)) {
        wrong = found + " is not " + expected;
      }
    } catch (GeneralSecurityException e) {
      wrong = e.toString();
    }
  }

  private Webhooks open(Webhook.Pace pace) throws IOException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    var config = new WebhookConfig(url, folder.resolve("secret"), "medium", 6_000);
    return Webhooks.open(
        List.of(config), folder.resolve("pending"), store, InstantSource.system(), metrics, pace);
  }

  private static Incident incident(String id, long revision, Level level, Status status) {
    Incident any = RandomIncidents.incident(new Random(revision), id, revision);
    return new Incident(
        id,
        revision,
        0,
        "a <title>\u202e",
        false,
        level,
        false,
        "",
        1,
        status,
        Classification.NONE,
        "",
        List.of(),
        any.first(),
        any.last(),
        any.raised(),
        any.updated(),
        0,
        0,
        any.entities(),
        1,
        List.of(),
        List.of(),
        any.rules(),
        1,
        1,
        List.of(),
        "",
        List.of(),
        List.of());
  }

  private static void await(BooleanSupplier wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!wanted.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
    assertTrue(wanted.getAsBoolean());
  }

  private List<String> types() {
    return received.stream().map(each -> each.path("type").asText()).toList();
  }

  @Test
  void tellsWhatIsNewAndRaisedSignedAndOnce() throws Exception {
    try (Webhooks webhooks = open(QUICK)) {
      Incident first = incident("a", 1, Level.MEDIUM, Status.NEW);
      Incident raised = incident("a", 2, Level.CRITICAL, Status.NEW);
      webhooks.told(null, incident("mild", 1, Level.LOW, Status.NEW));
      webhooks.told(null, first);
      await(() -> received.size() == 1);
      webhooks.told(first, incident("a", 2, Level.MEDIUM, Status.NEW));
      webhooks.told(first, raised);
      await(() -> received.size() == 2);
      assertEquals(List.of("incident.new", "incident.raised"), types());
      assertEquals("critical", received.get(1).path("data").path("severity").asText());
      assertEquals("", wrong);
    }
  }

  @Test
  void tellsAtOnceWhatChangesBeforeItIsTold() throws Exception {
    try (Webhooks webhooks = open(QUICK)) {
      Incident before = incident("a", 1, Level.MEDIUM, Status.NEW);
      webhooks.told(null, before);
      webhooks.told(before, incident("a", 2, Level.HIGH, Status.NEW));
      await(() -> received.size() == 1);
      assertEquals(List.of("incident.new"), types());
      assertEquals("high", received.get(0).path("data").path("severity").asText());
    }
  }

  @Test
  void triesAgainWithTheSameIdUnlessItIsRefused() throws Exception {
    answers.addAll(List.of(503, 429, 500));
    try (Webhooks webhooks = open(QUICK)) {
      webhooks.told(null, incident("a", 1, Level.HIGH, Status.NEW));
      await(() -> received.size() == 1);
      assertEquals(4, ids.size());
      assertEquals(1, ids.stream().distinct().count());
      answers.add(400);
      webhooks.told(null, incident("b", 1, Level.HIGH, Status.NEW));
      await(() -> ids.size() == 5);
      webhooks.told(null, incident("c", 1, Level.HIGH, Status.NEW));
      await(() -> received.size() == 2);
      assertEquals("c", received.get(1).path("data").path("id").asText());
    }
  }

  @Test
  void goesOnAfterARestartWithWhatWaited() throws Exception {
    Incident incident = incident("a", 1, Level.HIGH, Status.NEW);
    store.put(incident);
    open(NEVER).close();
    try (Webhooks webhooks = open(NEVER)) {
      webhooks.told(null, incident);
    }
    assertEquals("0 NEW a\n", Files.readString(folder.resolve("pending")));
    try (Webhooks webhooks = open(QUICK)) {
      await(() -> received.size() == 1);
      assertEquals(List.of("incident.new"), types());
      await(() -> webhooks.waiting() == 0);
    }
    assertEquals("", Files.readString(folder.resolve("pending")));
  }

  @Test
  void dropsTheOldestOfTooManyAndCountsThem() throws Exception {
    try (Webhooks webhooks = open(NEVER)) {
      for (int i = 0; i < Webhook.MAX_WAITING + 7; i++) {
        webhooks.told(null, incident("i" + i, 1, Level.HIGH, Status.NEW));
      }
      var text = new StringBuilder();
      metrics.write(text);
      assertTrue(
          text.toString()
              .lines()
              .anyMatch(
                  line ->
                      line.startsWith("marsad_webhook_total")
                          && line.contains("dropped")
                          && line.endsWith(" 7")),
          text.toString());
    }
  }
}
