package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad incidents [ID]} and its subcommands. */
@Command(
    name = "incidents",
    description = {
      "Lists the incidents of a running server, tells one in full, or works on them.",
      "An ID may be cut short as long as it stays the only one."
    },
    footer = {
      "",
      "Examples:",
      "  ./marsad incidents",
      "  ./marsad incidents --query 'incident.severity:critical NOT incident.status:closed'",
      "  ./marsad incidents 4f1c",
      "  ./marsad incidents assign 4f1c amina",
      "  ./marsad incidents close 4f1c 77d0 --as false_positive -m 'scanner of the lab'",
      "  ./marsad incidents merge 4f1c 9a01 -m 'the same attacker'",
      "  ./marsad incidents export 4f1c --format markdown -o incident.md"
    })
final class IncidentsCommand implements Callable<Integer> {
  private static final String PATH = "api/v1/incidents";
  private static final int WHOLE_ID = 32;

  private final JsonMapper json = new JsonMapper();

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(arity = "0..1", paramLabel = "ID", description = "The incident to tell in full.")
  @Nullable String id;

  @Option(
      names = {"-q", "--query"},
      paramLabel = "QUERY",
      description = "Which incidents, in the language of search (default: all).")
  String query = "";

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int size = 50;

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description =
          "first, last, raised, updated, severity, risk or alerts; - in front for the largest"
              + " first (default: -last).")
  String sort = "";

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is one object a line (default: text).")
  SearchCommand.Output output = SearchCommand.Output.text;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    try (ApiClient api = server.open()) {
      if (id != null) {
        JsonNode incident = api.get(PATH + "/" + whole(api, id), Map.of());
        show(terminal, incident, IncidentText.full(incident, terminal));
        return 0;
      }
      JsonNode answer =
          api.get(PATH, Map.of("q", query, "size", Integer.toString(size), "sort", sort));
      for (JsonNode incident : answer.path("incidents")) {
        show(terminal, incident, IncidentText.line(incident, terminal));
      }
      terminal.error(
          terminal.dim(
              answer.path("incidents").size()
                  + " of "
                  + answer.path("total").path("value").asLong(answer.path("total").asLong())
                  + " incidents"));
      return 0;
    }
  }

  private void show(Terminal terminal, JsonNode incident, String text) {
    terminal.line(output == SearchCommand.Output.json ? incident.toString() : text);
  }

  @Command(name = "assign", description = "Gives incidents to somebody; '-' takes them away.")
  int assign(
      @Mixin ServerAddress address,
      @Parameters(index = "0", paramLabel = "ID") String incident,
      @Parameters(index = "1", paramLabel = "USER") String user,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    ObjectNode body = note(note).put("assignee", user.equals("-") ? "" : user);
    return triage(address, List.of(incident), body);
  }

  @Command(name = "close", description = "Closes incidents, all with one note.")
  int close(
      @Mixin ServerAddress address,
      @Parameters(arity = "1..*", paramLabel = "ID") List<String> incidents,
      @Option(
              names = "--as",
              required = true,
              paramLabel = "WHAT",
              description =
                  "What it was: true_positive, benign, false_positive, duplicate, undetermined.")
          String classification,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    ObjectNode body = note(note).put("status", "closed").put("classification", classification);
    return triage(address, incidents, body);
  }

  @Command(name = "reopen", description = "Opens incidents again.")
  int reopen(
      @Mixin ServerAddress address,
      @Parameters(arity = "1..*", paramLabel = "ID") List<String> incidents,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    return triage(address, incidents, note(note).put("status", "in_progress"));
  }

  @Command(name = "comment", description = "Writes a comment.")
  int comment(
      @Mixin ServerAddress address,
      @Parameters(index = "0", paramLabel = "ID") String incident,
      @Parameters(index = "1", paramLabel = "TEXT") String text)
      throws IOException {
    return triage(address, List.of(incident), note(text));
  }

  @Command(name = "edit", description = "Changes title, severity, status or tags.")
  int edit(
      @Mixin ServerAddress address,
      @Parameters(arity = "1..*", paramLabel = "ID") List<String> incidents,
      @Option(names = "--title", description = "Empty for the one made of its rules.")
          @Nullable String title,
      @Option(names = "--severity", description = "informational to critical.")
          @Nullable String severity,
      @Option(names = "--status", description = "new or in_progress.") @Nullable String status,
      @Option(names = "--tag", description = "A tag to add; may be repeated.")
          @Nullable List<String> tags,
      @Option(names = "--untag", description = "A tag to take away; may be repeated.")
          @Nullable List<String> untags,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    ObjectNode body = note(note);
    put(body, "title", title);
    put(body, "severity", severity);
    put(body, "status", status);
    if (tags != null) {
      tags.forEach(body.putArray("add_tags")::add);
    }
    if (untags != null) {
      untags.forEach(body.putArray("remove_tags")::add);
    }
    return triage(address, incidents, body);
  }

  @Command(name = "merge", description = "Moves the alerts of incidents into another.")
  int merge(
      @Mixin ServerAddress address,
      @Parameters(index = "0", paramLabel = "INTO") String into,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID") List<String> sources,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    try (ApiClient api = address.open()) {
      ObjectNode body = note(note);
      for (String source : sources) {
        body.withArray("sources").add(whole(api, source));
      }
      return done(post(api, PATH + "/" + whole(api, into) + "/merge", body));
    }
  }

  @Command(name = "split", description = "Moves alerts of an incident into one of their own.")
  int split(
      @Mixin ServerAddress address,
      @Parameters(index = "0", paramLabel = "ID") String incident,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "ALERT") List<String> alerts,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    try (ApiClient api = address.open()) {
      ObjectNode body = note(note);
      alerts.forEach(alert -> body.withArray("alerts").add(pathPart(alert)));
      return done(post(api, PATH + "/" + whole(api, incident) + "/split", body));
    }
  }

  @Command(name = "undo", description = "Takes a merge or a split back.")
  int undo(
      @Mixin ServerAddress address,
      @Parameters(
              index = "0",
              paramLabel = "ACTION",
              description = "As merge and split tell it; also in the history.")
          String action,
      @Option(
              names = {"-m", "--note"},
              description = "A comment with it.")
          @Nullable String note)
      throws IOException {
    try (ApiClient api = address.open()) {
      return done(post(api, PATH + "/undo", note(note).put("action", action)));
    }
  }

  @Command(name = "export", description = "Writes an incident as a report for somebody else.")
  int export(
      @Mixin ServerAddress address,
      @Parameters(index = "0", paramLabel = "ID") String incident,
      @Option(names = "--format", description = "json or markdown (default: ${DEFAULT-VALUE}).")
          String format,
      @Option(
              names = {"-o", "--file"},
              description = "Where to; default: the terminal.")
          @Nullable Path file)
      throws IOException {
    try (ApiClient api = address.open()) {
      String report =
          api.text(
              PATH + "/" + whole(api, incident) + "/export",
              Map.of("format", format == null ? "markdown" : format));
      if (file == null) {
        Terminal.system().line(report);
      } else {
        Files.writeString(file, report);
        Terminal.system().line("wrote " + file);
      }
      return 0;
    }
  }

  private ObjectNode note(@Nullable String note) {
    ObjectNode body = json.createObjectNode();
    put(body, "note", note);
    return body;
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private int triage(ServerAddress address, List<String> ids, ObjectNode body) throws IOException {
    try (ApiClient api = address.open()) {
      for (String each : ids) {
        body.withArray("incidents").add(whole(api, each));
      }
      return done(post(api, "api/v1/triage", body));
    }
  }

  private static JsonNode post(ApiClient api, String path, ObjectNode body) throws IOException {
    return api.post(path, "application/json", body.toString());
  }

  /** Tells what came of it; 0 if all was done. */
  private static int done(JsonNode answer) {
    Terminal terminal = Terminal.system();
    if (!answer.path("applied").asBoolean()) {
      terminal.line("recorded; the rules are behind and will come to it");
      return 0;
    }
    int failed = 0;
    for (JsonNode result : answer.path("results")) {
      boolean ok = result.path("verdict").asText().equals("done");
      failed += ok ? 0 : 1;
      terminal.line(
          result.path("id").asText()
              + "  "
              + (ok ? "done, revision " + result.path("revision").asText() : "not done: ")
              + Terminal.safe(result.path("detail").asText()));
    }
    terminal.line(terminal.dim("action " + answer.path("action").asText()));
    return failed == 0 ? 0 : 1;
  }

  /** The whole id of one that may be cut short. */
  private static String whole(ApiClient api, String id) throws IOException {
    String part = pathPart(id);
    if (part.length() >= WHOLE_ID) {
      return part;
    }
    JsonNode found =
        api.get(PATH, Map.of("q", "incident.id:" + part + "*", "size", "5", "merged", "true"));
    var ids = new ArrayList<String>();
    found.path("incidents").forEach(each -> ids.add(each.path("id").asText()));
    if (ids.size() == 1) {
      return ids.getFirst();
    }
    throw new CommandException(
        ids.isEmpty()
            ? "no incident has an id that begins with " + part
            : "several incidents begin with " + part + ": " + String.join(", ", ids));
  }

  private static String pathPart(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-')) {
        throw new CommandException(
            "not an incident id: \"" + Terminal.safe(id) + "\"; expecting letters and digits");
      }
    }
    return id;
  }
}
