package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forwarders that speak HTTP, where this machine has them; elsewhere skipped, and shown so. */
class HttpSendersTest {
  private static final int MESSAGES = 500;

  @TempDir private static Path folder;
  private static Server server;
  private static TestClient client;
  private @Nullable Forwarder sender;
  private Path work;

  @BeforeAll
  static void start() throws IOException {
    server = Server.open(TestConfigs.withoutRules(folder.resolve("data")));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @BeforeEach
  void makeFolder() throws IOException {
    work = Files.createTempDirectory(folder, "sender");
  }

  @AfterEach
  void stopSender() throws InterruptedException {
    if (sender != null) {
      sender.close();
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void rsyslogToTheElasticsearchPort() throws Exception {
    boolean hasModule =
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/omelasticsearch.so"))
            || Files.exists(Path.of("/usr/lib/aarch64-linux-gnu/rsyslog/omelasticsearch.so"))
            || Files.exists(Path.of("/usr/lib64/rsyslog/omelasticsearch.so"));
    assumeTrue(hasModule, "rsyslog-elasticsearch is not installed");
    sender =
        Forwarder.rsyslog(
            work,
            """
            global(workDirectory="%s")
            module(load="imfile")
            module(load="omelasticsearch")
            template(name="doc" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="process.name" name="programname" format="jsonf")
              property(outname="message" name="msg" format="jsonf")
            }
            input(type="imfile" File="%s" Tag="real:" Severity="info" Facility="local3")
            action(type="omelasticsearch" server="127.0.0.1" serverport="%d" uid="any" pwd="%s"
                   template="doc" searchIndex="syslog" searchType="" bulkmode="on" retryfailures="on"
                   action.resumeRetryCount="-1" queue.type="linkedList" queue.dequeueBatchSize="64")
            """
                .formatted(work, lines(), port("elastic"), server.adminToken()));
    everyMessageOnce("marsad.bulk.index:syslog process.name:real");
  }

  @Test
  void syslogNgToTheElasticsearchPort() throws Exception {
    syslogNg(
        """
        http(url("http://127.0.0.1:%d/_bulk") method("POST") user("any") password("%s")
             headers("Content-Type: application/x-ndjson") batch-lines(50) batch-timeout(200)
             delimiter("\\n") body-suffix("\\n")
             body("{\\"index\\":{\\"_index\\":\\"sng\\"}}\\n$(format-json message=$MSG)"))
        """
            .formatted(port("elastic"), server.adminToken()),
        "marsad.bulk.index:sng");
  }

  @Test
  void syslogNgToTheEventCollector() throws Exception {
    syslogNg(
        """
        http(url("http://127.0.0.1:%d/services/collector/event") method("POST")
             headers("Authorization: Splunk %s") batch-lines(50) batch-timeout(200)
             delimiter("\\n")
             body("{\\"host\\":\\"sng\\",\\"event\\":$(format-json message=$MSG)}"))
        """
            .formatted(port("splunk-hec"), server.adminToken()),
        "host.name:sng");
  }

  private void syslogNg(String destination, String query) throws Exception {
    sender =
        Forwarder.syslogNg(
            work,
            """
            @version: 3.38
            source s { file("%s" follow-freq(1) flags(no-parse)); };
            destination d { %s; };
            log { source(s); destination(d); };
            """
                .formatted(lines(), destination));
    everyMessageOnce(query);
  }

  private Path lines() throws IOException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < MESSAGES; i++) {
      lines.add("real message number n" + i + " with some \"text\" <in> it");
    }
    return Files.write(work.resolve("lines.txt"), lines);
  }

  private void everyMessageOnce(String query) throws Exception {
    try {
      client.await("message:\"real message number\" " + query, MESSAGES);
    } catch (AssertionError e) {
      throw new AssertionError(Objects.requireNonNull(sender).output(), e);
    }
    for (int i : new int[] {0, MESSAGES / 2, MESSAGES - 1}) {
      JsonNode found = client.search("message:n" + i + " " + query);
      assertEquals(1, found.path("total").path("value").asInt());
    }
  }

  private int port(String input) {
    InetSocketAddress address = server.inputs().get(input);
    return address == null ? 0 : address.getPort();
  }
}
