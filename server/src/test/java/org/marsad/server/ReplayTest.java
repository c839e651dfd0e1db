package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.rules.pack.SampleLog;
import org.marsad.server.cli.Main;

/** Rules run once more over what a server has stored. */
class ReplayTest {
  private static final String JSON = "application/json";
  private static final String PACK = "linux-authentication";
  private static final String SIGMA =
      """
      title: sudo as anybody
      id: 99999999-9999-4999-8999-999999999999
      logsource: {product: linux, service: sudo}
      detection: {s: {process.command_line: '*'}, condition: s}
      level: medium
      """;

  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    server = Server.open(TestConfigs.at(folder));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
    SampleLog sample = server.sample(PACK, "ssh-brute-force");
    var stream = new StringBuilder();
    for (SampleLog.Line line : sample.endingAt(Instant.now())) {
      stream.append(line.text()).append('\n');
    }
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    try (var socket = new Socket(port.getAddress(), port.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(stream.toString().getBytes(UTF_8));
    }
    client.awaitJson(
        "/api/v1/alerts?q=rule.id:ssh-brute-force-privileged",
        found -> found.path("total").path("value").asInt() == 1);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private JsonNode replayed(String body) throws Exception {
    HttpResponse<String> begun = client.post("/api/v1/replays", JSON, body);
    assertEquals(202, begun.statusCode(), begun.body());
    String path = "/api/v1/replays/" + client.json(begun).path("id").asText() + "?alerts=1000";
    return client.awaitJson(path, report -> report.path("state").asText().equals("done"));
  }

  @Test
  void whatWasRaisedIsRaisedAgainAndAnotherRuleTellsWhatItWould() throws Exception {
    JsonNode same = replayed("{\"pack\":\"" + PACK + "\",\"earliest\":\"-1h\"}");
    assertTrue(same.path("alerts_total").asInt() >= 3, same.toString());
    assertEquals(
        same.path("alerts_total").asInt(),
        same.path("compared").path("same").asInt(),
        same::toString);
    assertEquals(0, same.path("compared").path("new").asInt(), same::toString);
    assertEquals(0, same.path("compared").path("gone").asInt(), same::toString);
    assertEquals(1, same.path("incidents_total").asInt(), same::toString);
    assertEquals(1.0, same.path("progress").asDouble());
    assertTrue(same.path("alerts").path(0).path("was_raised").asBoolean());

    JsonNode one = replayed("{\"rule\":\"ssh-brute-force-privileged\",\"earliest\":\"-1h\"}");
    assertEquals(1, one.path("alerts_total").asInt(), one::toString);
    assertEquals(1, one.path("compared").path("same").asInt(), one::toString);

    String sigma = SIGMA.replace("\n", "\\n");
    JsonNode other = replayed("{\"sigma\":\"" + sigma + "\",\"earliest\":\"-1h\"}");
    int alerts = other.path("alerts_total").asInt();
    assertTrue(alerts > 0, other::toString);
    assertEquals(alerts, other.path("compared").path("new").asInt(), other::toString);
    assertEquals("sudo as anybody", other.path("rules").path(0).path("title").asText());
    JsonNode some =
        replayed(
            "{\"sigma\":\"" + sigma + "\",\"earliest\":\"-1h\",\"q\":\"user.name:nobody-here\"}");
    assertEquals(0, some.path("events").asInt());
    assertFalse(some.has("compared"));
    // Replays raise nothing.
    assertEquals(
        0,
        client
            .get("/api/v1/alerts?q=rule.id:99999999-9999-4999-8999-999999999999")
            .path("total")
            .path("value")
            .asInt());
    client.await("event.dataset:marsad.audit event.action:replay.start", 4);
  }

  @Test
  void rulesFromOutsideAreSigmaAndNativeAndWhatIsWrongWithThemIsTold() throws Exception {
    JsonNode report =
        replayed(
            """
            {"earliest": "-1h", "rules": {
              "own.yaml": "id: own\\ntitle: Own\\nlevel: low\\nmatch: event.action:ssh_login\\n",
              "sigma.yml": "%s",
              "bad.yaml": "id: bad\\ntitle: Bad\\nlevel: lo\\nmatch: x:y\\n"}}
            """
                .formatted(SIGMA.replace("\n", "\\n")));
    assertEquals("3 files of rules", report.path("subject").asText());
    List<String> rules = new ArrayList<>();
    report.path("rules").forEach(rule -> rules.add(rule.path("rule").asText()));
    assertEquals(2, rules.size(), report::toString);
    assertTrue(rules.contains("own"), report::toString);
    assertTrue(
        report.path("notes").toString().contains("left out: bad.yaml:3:1: level"),
        report::toString);
  }

  @Test
  void refusesWhatCannotBeReplayedAndForgetsWhatIsNotWanted() throws Exception {
    assertEquals(400, client.post("/api/v1/replays", JSON, "{\"pack\":\"none\"}").statusCode());
    assertEquals(400, client.post("/api/v1/replays", JSON, "{\"rule\":\"none\"}").statusCode());
    assertEquals(400, client.post("/api/v1/replays", JSON, "{}").statusCode());
    assertEquals(
        400, client.post("/api/v1/replays", JSON, "{\"sigma\":\"title: x\"}").statusCode());
    assertEquals(
        400,
        client
            .post("/api/v1/replays", JSON, "{\"pack\":\"" + PACK + "\",\"q\":\"a:(\"}")
            .statusCode());
    JsonNode report = replayed("{\"pack\":\"" + PACK + "\",\"earliest\":\"-1h\"}");
    String path = "/api/v1/replays/" + report.path("id").asText();
    assertEquals(1, client.get("/api/v1/replays").path("replays").size());
    assertEquals(204, client.send("DELETE", path, "").statusCode());
    assertEquals(404, client.raw(path).statusCode());
    assertEquals(404, client.send("DELETE", path, "").statusCode());
    try (Stream<Path> left = Files.list(folder.resolve("replays"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void theCommandAsksTheServerOrReadsItsFolder() throws Exception {
    String data = folder.toString();
    String told = run(0, "rules", "replay", PACK, "--data", data, "--from", "-1h");
    assertTrue(told.contains("times as fast as they came"), told);
    assertTrue(told.contains("(ssh-brute-force-privileged)"), told);
    Path rule = Files.writeString(folder.resolve("new.yml"), SIGMA);
    Path changed =
        Files.writeString(folder.resolve("changed.yml"), SIGMA.replace("'*'", "'*useradd*'"));
    told = run(0, "rules", "replay", rule.toString(), "--data", data, "--from", "-1h");
    assertTrue(told.contains("sudo as anybody (99999999-"), told);
    told =
        run(
            3,
            "rules",
            "diff",
            rule.toString(),
            changed.toString(),
            "--data",
            data,
            "--from",
            "-1h");
    assertTrue(told.contains("gone "), told);
    String packs = "../rule-packs/" + PACK;
    told = run(0, "rules", "replay", packs, "--data", data, "--from", "-1h");
    assertFalse(told.contains("(ssh-brute-force-privileged)"), "DRL is not sent: " + told);
    assertTrue(told.contains("files of rules"), told);
    run(1, "rules", "replay", packs, "--data", data, "--offline");
    server.close();
    told = run(0, "rules", "replay", packs, "--data", data, "--offline", "--from", "-1h");
    assertTrue(told.contains(" 0 are new; 0 that were raised are gone"), told);
  }

  private static String run(int code, String... arguments) {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      assertEquals(code, Main.run(arguments), () -> bytes.toString(UTF_8));
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }
}
