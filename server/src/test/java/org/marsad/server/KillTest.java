package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.random.Seeds;

/**
 * The server dies again and again while events come in, and nothing that it acknowledged is lost.
 */
class KillTest {
  private static final int BATCH = 20;
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void losesAndDoublesNothingWhenItIsKilled() throws Exception {
    killing(10);
  }

  @Test
  @Tag("extended")
  void losesAndDoublesNothingWhenItIsKilledFiftyTimes() throws Exception {
    killing(50);
  }

  private void killing(int rounds) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    Path data = folder.resolve("data");
    Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    var next = new AtomicLong();
    Instant begin = Instant.now();
    for (int round = 0; round < rounds; round++) {
      try (ServerProcess server = ServerProcess.start(data)) {
        var ended = new AtomicBoolean();
        TestClient client = server.client();
        Thread sender =
            Thread.ofPlatform().start(() -> send(client, begin, next, acknowledged, ended));
        LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(900)).toNanos());
        server.kill();
        ended.set(true);
        sender.join();
      }
    }
    Map<String, String> incidents;
    try (ServerProcess server = ServerProcess.start(data)) {
      verify(server.client(), acknowledged, next.get(), seed);
      incidents = incidents(server.client());
      assertTrue(server.stop(STOP), () -> "did not stop in time, seed " + seed);
    }
    assertTrue(!acknowledged.isEmpty());
    assertTrue(!incidents.isEmpty(), () -> "no incident came of it, seed " + seed);
    // The same journal without anything that was made of it, read by a server nobody disturbs.
    Path undisturbed = folder.resolve("undisturbed");
    copy(data.resolve(Server.JOURNAL_FOLDER), undisturbed.resolve(Server.JOURNAL_FOLDER));
    try (ServerProcess server = ServerProcess.start(undisturbed)) {
      TestClient client = server.client();
      client.awaitJson(
          "/api/v1/incidents",
          found -> found.path("total").path("value").asInt() >= incidents.size());
      assertEquals(incidents, incidents(client), () -> "seed " + seed);
    }
  }

  /** Sends batches until the server is gone; remembers which were acknowledged. */
  private static void send(
      TestClient client,
      Instant begin,
      AtomicLong next,
      Set<Long> acknowledged,
      AtomicBoolean ended) {
    while (!ended.get()) {
      long first = next.getAndAdd(BATCH);
      var body = new StringBuilder();
      for (long seq = first; seq < first + BATCH; seq++) {
        body.append(event(seq, begin)).append('\n');
      }
      try {
        HttpResponse<String> answer =
            client.post("/api/v1/events", "application/x-ndjson", body.toString());
        if (answer.statusCode() == 200) {
          for (long seq = first; seq < first + BATCH; seq++) {
            acknowledged.add(seq);
          }
        }
      } catch (IOException _) {
        // killed in the middle: whether this batch is there is open
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Failed logins from a few addresses, and now and then one that succeeds. */
  private static String event(long seq, Instant begin) {
    String outcome = seq % 37 == 36 ? "success" : "failure";
    return "{\"@timestamp\":\""
        + begin.plusMillis(seq)
        + "\",\"seq\":"
        + seq
        + ",\"event.module\":\"openssh\",\"event.category\":\"authentication\",\"event.type\":\"start\","
        + "\"event.action\":\"ssh_login\",\"event.outcome\":\""
        + outcome
        + "\",\"user.name\":\"u"
        + seq % 3
        + "\",\"host.name\":\"h"
        + seq % 2
        + "\",\"source.ip\":\"192.0.2."
        + seq % 5
        + "\"}";
  }

  private static void verify(TestClient client, Set<Long> acknowledged, long sent, long seed)
      throws Exception {
    client.awaitJson(
        "/api/v1/sources",
        sources -> {
          long pending = 0;
          for (JsonNode source : sources.path("sources")) {
            pending += source.path("pending").asLong();
          }
          return pending == 0;
        });
    // Events whose acknowledgement the kill cut off are there too, so their number says nothing.
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Found found = find(client);
    while (!found.all().containsAll(acknowledged) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      found = find(client);
    }
    Set<Long> distinct = found.all();
    assertEquals(distinct.size(), found.seen.size(), () -> "doubled events, seed " + seed);
    assertEquals(found.seen.size(), found.ids.size(), () -> "doubled ids, seed " + seed);
    var missing = new TreeSet<>(acknowledged);
    missing.removeAll(distinct);
    assertEquals(Set.of(), missing, () -> "acknowledged and lost, seed " + seed);
    assertTrue(distinct.stream().allMatch(seq -> seq < sent));
  }

  private static Found find(TestClient client) throws Exception {
    var found = new Found(new ArrayList<>(), new TreeSet<>());
    String cursor = "";
    do {
      JsonNode page =
          client.get("/api/v1/search?q=seq:*&size=5000&fields=seq,event.id&cursor=" + cursor);
      for (JsonNode event : page.path("events")) {
        found.seen.add(event.path("seq").asLong());
        found.ids.add(Long.parseLong(event.path("event.id").asText()));
      }
      cursor = page.path("next_cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return found;
  }

  /** Every incident in full, by id, once nothing changes any more. */
  private static Map<String, String> incidents(TestClient client) throws Exception {
    Map<String, String> before = Map.of();
    for (int i = 0; i < 40; i++) {
      var now = new TreeMap<String, String>();
      for (JsonNode listed : client.get("/api/v1/incidents?size=1000").path("incidents")) {
        String id = listed.path("id").asText();
        now.put(id, client.get("/api/v1/incidents/" + id).toString());
      }
      if (!now.isEmpty() && now.equals(before)) {
        return now;
      }
      before = now;
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
    return before;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The sequence numbers of the events a search found, and their ids. */
  private record Found(List<Long> seen, Set<Long> ids) {
    Set<Long> all() {
      return new TreeSet<>(seen);
    }
  }
}
