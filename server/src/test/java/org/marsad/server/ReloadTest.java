package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.Settings;

/** Settings that change while the server runs. */
class ReloadTest {
  @TempDir private Path folder;
  private Path file;
  private Path assets;
  private Path mappings;
  private ConfigBinder<ServerConfig> binder;
  private Server server;
  private Reload reload;
  private TestClient client;
  private int written;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("marsad.yaml");
    assets = Files.writeString(folder.resolve("assets.csv"), "match,owner\nh1,jane\n");
    mappings = Files.createDirectory(folder.resolve("mappings"));
    write("site: first");
    binder = new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(folder.resolve("data")));
    ServerConfig config = read();
    server = Server.open(config);
    server.start();
    reload = new Reload(server, binder, config, this::read, file);
    server.reloadsBy(reload);
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    reload.close();
    server.close();
  }

  private ServerConfig read() {
    return binder.bind(
        new Settings()
            .file(file)
            .set(TestConfigs.SETTINGS)
            .set(List.of(TestConfigs.noRules(folder))));
  }

  /** Another size each time, for the clock of a file system may stand still between two writes. */
  private void write(String label, String... more) throws IOException {
    String text =
        """
        collector:
          mappings: %s
          enrich: {lists: [%s]}
          sources:
            - match: "*"
              labels: {%s}
        %s
        %s
        """
            .formatted(mappings, assets, label, String.join("\n", more), "#".repeat(++written));
    Files.writeString(file, text);
  }

  private Socket connect() throws IOException {
    InetSocketAddress port = Objects.requireNonNull(server.inputs().get("syslog-tcp"));
    return new Socket(port.getAddress(), port.getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(("<13>Mar 18 10:00:00 h1 app: " + text + "\n").getBytes(UTF_8));
  }

  @Test
  void connectionLivesThroughChangesOfOtherSettings() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "one");
      client.await("message:one labels.site:first host.asset.owner:jane", 1);

      write("site: second");
      reload.look();
      send(socket, "two");
      client.await("message:two labels.site:second", 1);

      Files.writeString(assets, "match,owner\nh1,somebody else\n");
      reload.look();
      send(socket, "three");
      client.await("message:three host.asset.owner:\"somebody else\"", 1);
    }
  }

  @Test
  void mappingsAreReadAgainAndABrokenOneChangesNothing() throws Exception {
    try (Socket socket = connect()) {
      Files.writeString(mappings.resolve("broken.yaml"), "nonsense: [\n");
      write("site: second");
      reload.look();
      send(socket, "one");
      client.await("message:one labels.site:first", 1);

      Files.delete(mappings.resolve("broken.yaml"));
      reload.look();
      send(socket, "two");
      client.await("message:two labels.site:second", 1);
    }
  }

  @Test
  void wrongSettingsChangeNothing() throws Exception {
    try (Socket socket = connect()) {
      write("site: second", "  syslog_tcp: {prot: 1}");
      reload.look();
      send(socket, "one");
      client.await("message:one labels.site:first", 1);
    }
    String metrics = client.raw("/metrics").body();
    assertTrue(metrics.contains("marsad_reloads_total{outcome=\"bad\"} 1"), metrics);
  }

  @Test
  void tellsWhoAsksWhatChangedAndWhatNeedsANewStart() throws Exception {
    try (Socket socket = connect()) {
      write("site: second", "  max_text: 9KiB", "index: {open_readers: 17}");
      JsonNode report = client.json(client.post("/api/v1/reload", "application/json", ""));
      String changed = report.path("changed").toString();
      assertTrue(changed.contains("collector.max_text"), changed);
      assertTrue(changed.contains("collector.sources[0].labels.site"), changed);
      assertTrue(report.path("needs_restart").toString().contains("index."), report::toString);
      send(socket, "one");
      client.await("message:one labels.site:second", 1);
    }
    client.await("event.action:settings.reload event.outcome:success", 1);
  }

  @Test
  void tellsWhoAsksWhatWasRefusedAndKeepsWhatWas() throws Exception {
    try (Socket socket = connect()) {
      write("site: second", "  syslog_tcp: {prot: 1}");
      HttpResponse<String> answer = client.post("/api/v1/reload", "application/json", "");
      assertEquals(422, answer.statusCode());
      JsonNode problem = client.json(answer);
      assertEquals("settings-refused", problem.path("code").asText());
      assertTrue(problem.path("refused").toString().contains("prot"), problem::toString);
      send(socket, "one");
      client.await("message:one labels.site:first", 1);
    }
  }

  @Test
  void onlyAnAdministratorMayAsk() throws Exception {
    String made =
        client
            .post("/api/v1/tokens", "application/json", "{\"name\":\"a\",\"role\":\"author\"}")
            .body();
    String token = new JsonMapper().readTree(made).path("token").asText();
    var author = new TestClient(server.url(), token);
    assertEquals(403, author.post("/api/v1/reload", "application/json", "").statusCode());
  }

  @Test
  void changedInputIsOpenedAnewAndOthersStay() throws Exception {
    InetSocketAddress udp = server.inputs().get("syslog-udp");
    InetSocketAddress before = server.inputs().get("syslog-tcp");
    write("site: first", "  syslog_tcp: {max_frame: 1KiB}");
    reload.look();

    assertEquals(udp, server.inputs().get("syslog-udp"));
    assertFalse(Objects.equals(before, server.inputs().get("syslog-tcp")));
    try (Socket socket = connect()) {
      send(socket, "x".repeat(3_000));
      client.await("tags:oversize", 1);
    }

    write("site: first", "  syslog_tcp: {enabled: false}");
    reload.look();
    assertFalse(server.inputs().containsKey("syslog-tcp"));
  }
}
