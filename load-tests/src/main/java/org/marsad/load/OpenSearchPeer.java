package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * OpenSearch as one node with one shard, from its artifacts in Maven's repository. They are
 * resolved into a folder beside their pom when it is asked for the first time, and are on no class
 * path of ours.
 */
final class OpenSearchPeer implements Peer {
  private static final Path HOME = Path.of("load-tests/peers/opensearch");
  private static final String HEAP = "2g";
  private static final long RESOLVE_MINUTES = 10;

  private final Path folder;
  private final Child child;
  private final String version;
  private final String url;
  private final ObjectMapper json = new ObjectMapper();

  private OpenSearchPeer(Path folder) throws IOException {
    this.folder = folder;
    child =
        Child.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("java.options"),
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-cp",
                HOME.resolve("target/lib") + "/*",
                HOME.resolve("OpenSearchNode.java").toString(),
                folder.toString()));
    version = child.await("VERSION");
    url = child.await("URL");
  }

  /** Starts it with an empty index; says so where its artifacts cannot be had. */
  static Optional<OpenSearchPeer> start(Path folder) throws IOException, InterruptedException {
    Optional<String> problem = resolve();
    if (problem.isPresent()) {
      System.out.println("nothing to compare with: " + problem.get());
      return Optional.empty();
    }
    var peer = new OpenSearchPeer(folder);
    try (Wire wire = peer.connect()) {
      peer.create(wire);
    }
    return Optional.of(peer);
  }

  private void create(Wire wire) throws IOException {
    wire.put("/events", Questions.MAPPING.replace('\'', '"').getBytes(UTF_8));
  }

  /** Begins with an empty index again: there is nothing left of the one before to be merged. */
  void empty() throws IOException {
    try (Wire wire = connect()) {
      wire.delete("/events");
      create(wire);
    }
  }

  /** Why it cannot be had; empty if it is there. */
  private static Optional<String> resolve() throws IOException, InterruptedException {
    Path pom = HOME.resolve("pom.xml");
    Path done = HOME.resolve("target/resolved");
    if (!Files.exists(pom)) {
      return Optional.of("there is no " + pom + " below " + Path.of("").toAbsolutePath());
    }
    FileTime changed = Files.getLastModifiedTime(pom);
    if (Files.exists(done) && Files.getLastModifiedTime(done).compareTo(changed) >= 0) {
      return Optional.empty();
    }
    Process maven;
    try {
      maven =
          new ProcessBuilder("mvn", "-B", "-ntp", "-q", "-f", pom.toString(), "package")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.of("OpenSearch cannot be resolved: " + e.getMessage());
    }
    if (!maven.waitFor(RESOLVE_MINUTES, TimeUnit.MINUTES)) {
      maven.destroy();
      return Optional.of("OpenSearch was not resolved within " + RESOLVE_MINUTES + " minutes");
    }
    if (maven.exitValue() != 0) {
      return Optional.of("OpenSearch cannot be resolved; see mvn -f " + pom + " package");
    }
    Files.writeString(done, "");
    return Optional.empty();
  }

  @Override
  public String name() {
    return "OpenSearch " + version;
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Wire connect() throws IOException {
    return new Wire(url, "");
  }

  @Override
  public long found(Wire wire) throws IOException {
    wire.post("/events/_refresh", new byte[0]);
    return json.readTree(wire.get("/events/_count")).path("count").asLong();
  }

  @Override
  public void settle(Wire wire) throws IOException {
    long merging = 1;
    while (merging > 0) {
      LockSupport.parkNanos(1_000_000_000L);
      wire.post("/events/_flush", new byte[0]);
      merging =
          json.readTree(wire.get("/events/_stats/merge"))
              .path("_all")
              .path("total")
              .path("merges")
              .path("current")
              .asLong();
    }
    wire.post("/events/_flush", new byte[0]);
  }

  @Override
  public long diskBytes() throws IOException {
    return Folders.size(folder.resolve("data"), path -> !path.toString().contains("/translog/"));
  }

  @Override
  public Reply ask(Wire wire, Question question, Instant from, Instant to) throws IOException {
    byte[] body = Questions.openSearch(question, from, to).getBytes(UTF_8);
    long begin = System.nanoTime();
    byte[] answer = wire.post("/events/_search?request_cache=false", body);
    long nanos = System.nanoTime() - begin;
    JsonNode tree = json.readTree(answer);
    long number =
        switch (question.kind()) {
          case NEWEST -> tree.path("hits").path("hits").size();
          case TOTAL -> tree.path("hits").path("total").path("value").asLong();
          case ESTIMATE -> tree.path("aggregations").path("a").path("value").asLong();
          case GROUPS -> counted(tree.path("aggregations"));
        };
    return new Reply(number, nanos, tree.path("timed_out").asBoolean() ? "timed out" : "");
  }

  private static long counted(JsonNode aggregations) {
    long sum = 0;
    for (JsonNode aggregation : aggregations) {
      for (JsonNode bucket : aggregation.path("buckets")) {
        sum += bucket.path("doc_count").asLong();
      }
    }
    return sum;
  }

  @Override
  public boolean finds(Wire wire, String probe) throws IOException {
    byte[] body =
        "{'size':1,'query':{'term':{'probe.id':'%s'}}}"
            .formatted(probe)
            .replace('\'', '"')
            .getBytes(UTF_8);
    return json.readTree(wire.post("/events/_search", body)).path("hits").path("hits").size() == 1;
  }

  @Override
  public Peer again() throws IOException {
    child.close();
    var peer = new OpenSearchPeer(folder);
    try (Wire wire = peer.connect()) {
      wire.get("/_cluster/health/events?wait_for_status=green&timeout=60s");
    }
    return peer;
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
