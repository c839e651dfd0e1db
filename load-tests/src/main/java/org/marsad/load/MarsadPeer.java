package org.marsad.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Our server with its defaults, its journal synced before it answers. */
final class MarsadPeer implements Peer {
  private static final String HEAP = "1500m";

  private final Path folder;
  private final Serving server;
  private final ObjectMapper json = new ObjectMapper();

  private MarsadPeer(Path folder) throws IOException {
    this.folder = folder;
    server = Serving.start(HEAP, folder);
  }

  static Peer start(Path folder) throws IOException {
    return new MarsadPeer(folder);
  }

  @Override
  public String name() {
    return "Marsad";
  }

  @Override
  public Child child() {
    return server.child();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Wire connect() throws IOException {
    return server.connect();
  }

  @Override
  public long found(Wire wire) throws IOException {
    return Serving.held(wire);
  }

  /** Until nothing of its index has changed for a while; the connection is kept busy meanwhile. */
  @Override
  public void settle(Wire wire) throws IOException {
    boolean isAtRest;
    do {
      isAtRest = Folders.isAtRest(index());
      found(wire);
    } while (!isAtRest);
  }

  @Override
  public long diskBytes() throws IOException {
    return Folders.size(index(), _ -> true);
  }

  private Path index() {
    return folder.resolve("index");
  }

  @Override
  public Reply ask(Wire wire, Question question, Instant from, Instant to) throws IOException {
    long number = 0;
    long nanos = 0;
    String incomplete = "";
    for (String query : question.marsad()) {
      Timed first = search(wire, query, from, to, size(question));
      nanos += first.nanos;
      number += number(question, first.tree);
      incomplete += incomplete(first.tree);
      if (question.kind() == Question.Kind.TOTAL
          && !first.tree.path("total").path("relation").asText().equals("eq")) {
        // Where counting stopped, the number is asked for by itself.
        Timed second = search(wire, query, from, to, 0);
        nanos += second.nanos;
        number = number(question, second.tree);
        incomplete = incomplete(second.tree);
      }
    }
    return new Reply(number, nanos, incomplete);
  }

  private static int size(Question question) {
    return switch (question.kind()) {
      case NEWEST, TOTAL -> 100;
      case GROUPS, ESTIMATE -> 10_000;
    };
  }

  private Timed search(Wire wire, String query, Instant from, Instant to, int size)
      throws IOException {
    byte[] request =
        json.writeValueAsBytes(
            Map.of("q", query, "earliest", from.toString(), "latest", to.toString(), "size", size));
    long begin = System.nanoTime();
    byte[] answer = wire.post("/api/v1/search", request);
    return new Timed(System.nanoTime() - begin, json.readTree(answer));
  }

  private static String incomplete(JsonNode tree) {
    return tree.path("complete").asBoolean(true) ? "" : tree.path("warnings").toString();
  }

  private static long number(Question question, JsonNode tree) {
    return switch (question.kind()) {
      case NEWEST -> tree.path("events").size();
      case TOTAL -> tree.path("total").path("value").asLong();
      case ESTIMATE, GROUPS -> counted(tree);
    };
  }

  /** What is in the cells that count: all of them but the time, the group, and shares of all. */
  private static long counted(JsonNode tree) {
    long sum = 0;
    JsonNode columns = tree.path("columns");
    for (JsonNode row : tree.path("rows")) {
      for (int i = 0; i < columns.size(); i++) {
        JsonNode column = columns.get(i);
        String name = column.isTextual() ? column.asText() : column.path("name").asText();
        JsonNode cell = row.isArray() ? row.get(i) : row.path(name);
        boolean counts = !name.equals("@timestamp") && !name.equals("percent");
        if (counts && cell.isIntegralNumber() && !isGroup(name)) {
          sum += cell.asLong();
        }
      }
    }
    return sum;
  }

  /** Groups that are numbers themselves. */
  private static boolean isGroup(String name) {
    return name.equals("destination.port");
  }

  @Override
  public boolean finds(Wire wire, String probe) throws IOException {
    byte[] answer = wire.get("/api/v1/search?size=1&q=probe.id:" + probe);
    return json.readTree(answer).path("events").size() == 1;
  }

  @Override
  public Peer again() throws IOException {
    server.close();
    return new MarsadPeer(folder);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** An answer and how long it took. */
  private record Timed(long nanos, JsonNode tree) {}
}
