package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.marsad.index.IndexConfig;
import org.marsad.index.LuceneEventStore;
import org.marsad.index.incidents.LuceneIncidentStore;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.query.route.ReplayJson;
import org.marsad.rules.RulesConfig;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.replay.ChosenRules;
import org.marsad.rules.replay.StoredReplay;
import org.marsad.server.Server;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Stored events as options of a command, and rules run over them: by the server that has them, or
 * here on its data folder while no server runs.
 */
final class StoredRange {
  private static final int MOST_ALERTS = 10_000;
  private static final long LOOK_NANOS = 300_000_000L;

  @Mixin ServerAddress server = new ServerAddress();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "-24h",
      description =
          "Where the stored range begins: RFC 3339, or relative like -7d (default:"
              + " ${DEFAULT-VALUE}).")
  String from = "-24h";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "now",
      description = "Where it ends (default: ${DEFAULT-VALUE}).")
  String to = "now";

  @Option(
      names = "--query",
      paramLabel = "QUERY",
      defaultValue = "",
      description = "Only events that match; what was raised is then not compared.")
  String query = "";

  @Option(
      names = "--offline",
      description = "Without a server: on the data folder (--data), while no server uses it.")
  boolean offline;

  private final JsonMapper json = new JsonMapper();

  /**
   * Runs rules over the range; the answer is that of {@code /api/v1/replays/ID}.
   *
   * @param rules a file or folder of rules, or the name of a pack or the id of a rule at work
   */
  JsonNode run(String rules, Terminal terminal) throws IOException {
    return offline ? here(rules, terminal) : there(rules, terminal);
  }

  // By the server

  private JsonNode there(String rules, Terminal terminal) throws IOException {
    try (ApiClient api = server.open()) {
      ObjectNode body = json.createObjectNode();
      name(rules, api, body, terminal);
      body.put("earliest", from).put("latest", to).put("q", query);
      JsonNode begun = api.post("api/v1/replays", "application/json", body.toString());
      String path = "api/v1/replays/" + begun.path("id").asText();
      var cancel = new Thread(() -> cancel(path), "marsad-cancel");
      Runtime.getRuntime().addShutdownHook(cancel);
      JsonNode report = begun;
      while (!isEnd(report)) {
        LockSupport.parkNanos(LOOK_NANOS);
        report = api.get(path, Map.of("alerts", Integer.toString(MOST_ALERTS)));
        if (!isEnd(report)) {
          progress(report, terminal);
        }
      }
      Runtime.getRuntime().removeShutdownHook(cancel);
      api.delete(path);
      return judged(report);
    }
  }

  private void cancel(String path) {
    try (ApiClient api = server.open()) {
      api.delete(path);
    } catch (IOException | CommandException _) {
      // The process ends anyway; the server goes on and forgets it in time.
    }
  }

  /** Says in a request which rules are meant: a pack at work, files that are here, or a rule. */
  private static void name(String rules, ApiClient api, ObjectNode body, Terminal terminal)
      throws IOException {
    boolean isHere = Files.exists(Path.of(rules));
    boolean isName = rules.indexOf('/') < 0 && rules.indexOf(File.separatorChar) < 0;
    if (isName && isPack(rules, api)) {
      body.put("pack", rules);
      if (isHere) {
        terminal.error(
            "note: the pack at work on the server is meant; for the folder write ./" + rules);
      }
    } else if (isHere) {
      ObjectNode files = body.putObject("rules");
      files(Path.of(rules), terminal).forEach(files::put);
    } else {
      body.put("rule", rules);
    }
  }

  private static boolean isPack(String name, ApiClient api) throws IOException {
    for (JsonNode pack : api.get("api/v1/packs", Map.of()).path("packs")) {
      if (pack.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The rules in YAML of a file, a folder, an archive or a pack; DRL is not sent. */
  private static Map<String, String> files(Path rules, Terminal terminal) throws IOException {
    var problems = new ArrayList<RuleProblem>();
    Map<String, String> texts = LooseRules.texts(rules, problems);
    problems.forEach(problem -> terminal.error("left out: " + Terminal.safe(problem.toString())));
    if (Files.isDirectory(rules)) {
      try (Stream<Path> all = Files.walk(rules)) {
        all.filter(file -> file.toString().endsWith(".drl"))
            .sorted()
            .forEach(
                file ->
                    terminal.error(
                        "left out: "
                            + rules.relativize(file)
                            + ": a running server takes no DRL from outside; name a pack at work"
                            + " on it, or use --offline"));
      }
    }
    long length = 0;
    for (String text : texts.values()) {
      length += text.length();
    }
    if (texts.isEmpty()) {
      throw new CommandException("there is no rule in YAML in " + rules);
    }
    if (length > ReplayRequest.MAX_TEXT) {
      throw new CommandException(
          "these rules are too many to be sent; put them into a pack of the server, or use"
              + " --offline");
    }
    return texts;
  }

  private static boolean isEnd(JsonNode report) {
    return switch (report.path("state").asText()) {
      case "done", "cancelled", "failed" -> true;
      default -> false;
    };
  }

  private static void progress(JsonNode report, Terminal terminal) {
    if (terminal.interactive()) {
      terminal.progress(
          "%s: %,d of about %,d events, %,d/s"
              .formatted(
                  report.path("state").asText(),
                  report.path("events").asLong(),
                  report.path("events_total").asLong(),
                  report.path("events_per_second").asLong()),
          false);
    }
  }

  private static JsonNode judged(JsonNode report) {
    if (report.path("state").asText().equals("failed")) {
      throw new CommandException("the replay failed: " + report.path("problem").asText());
    }
    return report;
  }

  // On the data folder

  private JsonNode here(String rules, Terminal terminal) throws IOException {
    Path data = server.data;
    if (Files.exists(data.resolve(Server.URL_FILE))) {
      throw new CommandException(
          "a server uses "
              + data
              + "; leave --offline out, or stop it (or remove "
              + data.resolve(Server.URL_FILE)
              + " if it was killed)");
    }
    if (!Files.isDirectory(data.resolve("index"))) {
      throw new CommandException(data + " is no data folder of Marsad: it has no index");
    }
    ChosenRules chosen = ChosenRules.of(Replay.packs(Path.of(rules), terminal));
    var schema = new Schema();
    var regexes = new Re2();
    var metrics = new Metrics();
    Path folder = Files.createTempDirectory("marsad-replay-");
    try (var store =
            LuceneEventStore.open(
                IndexConfig.defaults(data.resolve("index")),
                schema,
                regexes,
                metrics,
                InstantSource.system());
        var incidents =
            LuceneIncidentStore.open(data.resolve("incidents"), schema, regexes, metrics)) {
      var engine =
          new StoredReplay.Engine(
              RulesConfig.defaults(folder.resolve("checkpoint")),
              schema,
              store::scan,
              search -> store.search(search).total(),
              own -> LuceneIncidentStore.open(own, schema, regexes, new Metrics()),
              incidents,
              folder,
              () -> false);
      var replay = new StoredReplay("offline", request(rules), engine);
      replay.run(chosen);
      return judged(json.readTree(ReplayJson.whole(replay.report(), MOST_ALERTS)));
    } finally {
      Files.deleteIfExists(folder);
    }
  }

  private ReplayRequest request(String rules) {
    Instant now = Instant.now();
    try {
      Query wanted =
          query.isBlank()
              ? new Query.All()
              : QueryParser.parse(query, now, ZoneOffset.UTC, new Re2());
      return new ReplayRequest(
          "",
          "",
          Map.of(rules, ""),
          wanted,
          QueryParser.parseTime(from, now, ZoneOffset.UTC),
          QueryParser.parseTime(to, now, ZoneOffset.UTC));
    } catch (QuerySyntaxException e) {
      throw new CommandException(
          String.join("\n", e.problems().stream().map(Object::toString).toList()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  /** What is to be known about an answer. */
  static List<String> notes(JsonNode report) {
    var notes = new ArrayList<String>();
    report.path("notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }
}
