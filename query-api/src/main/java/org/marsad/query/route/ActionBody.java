package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Action.Target;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Suppression;

/** The JSON body of a change, read as the action it asks for. Every unknown name is told. */
final class ActionBody {
  /** What people say of incidents and alerts; the others follow from what they do. */
  private static final Status[] TO_BE_SET = {Status.NEW, Status.IN_PROGRESS, Status.CLOSED};

  static final int MAX_TARGETS = 10_000;
  private static final int MAX_TEXT = 16_384;
  private static final int MAX_WORD = 128;
  private static final int MAX_TAGS = 64;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> TRIAGE =
      Set.of(
          "revision",
          "status",
          "classification",
          "assignee",
          "title",
          "severity",
          "add_tags",
          "remove_tags",
          "note");

  private final JsonNode body;
  private final long revision;

  private ActionBody(JsonNode body, long revision) {
    this.body = body;
    this.revision = revision;
  }

  /** Reads a request; {@code If-Match} is the revision where the body has none. */
  static ActionBody of(AggregatedHttpRequest request) {
    String match = request.headers().get(HttpHeaderNames.IF_MATCH, "").replace("\"", "").strip();
    long revision = 0;
    if (!match.isEmpty() && !match.equals("*")) {
      try {
        revision = Long.parseLong(match);
      } catch (NumberFormatException _) {
        throw Parameters.bad("If-Match is \"" + match + "\"; expecting a revision");
      }
    }
    try {
      JsonNode body = JSON.readTree(request.contentUtf8());
      if (!body.isObject()) {
        throw Parameters.bad("the body is no JSON object");
      }
      return new ActionBody(body, body.path("revision").asLong(revision));
    } catch (JsonProcessingException e) {
      throw Parameters.bad("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  private void only(Set<String> names) {
    for (Map.Entry<String, JsonNode> each : body.properties()) {
      if (!names.contains(each.getKey())) {
        throw Parameters.bad(
            "unknown member \""
                + each.getKey()
                + "\"; expecting one of "
                + names.stream().sorted().toList());
      }
    }
  }

  Action patch(boolean alert, String id) {
    only(TRIAGE);
    return triage(List.of(new Target(alert, id, revision)));
  }

  Action comment(String id) {
    only(Set.of("text"));
    String text = text("text", MAX_TEXT);
    if (text == null || text.isBlank()) {
      throw Parameters.bad("\"text\" is empty");
    }
    return new Action.Triage(
        List.of(Target.incident(id, 0)), null, null, null, null, null, List.of(), List.of(), text);
  }

  /** Many at once: {@code incidents} and {@code alerts} are ids, or objects of id and revision. */
  Action bulk() {
    var names = new HashSet<>(TRIAGE);
    names.addAll(Set.of("incidents", "alerts"));
    names.remove("revision");
    only(names);
    var targets = new ArrayList<Target>();
    targets(false, "incidents", targets);
    targets(true, "alerts", targets);
    if (targets.isEmpty() || targets.size() > MAX_TARGETS) {
      throw Parameters.bad("expecting 1 to " + MAX_TARGETS + " incidents and alerts");
    }
    return triage(targets);
  }

  private void targets(boolean alert, String name, List<Target> into) {
    for (JsonNode each : body.path(name)) {
      String id = each.isTextual() ? each.asText() : each.path("id").asText();
      if (id.isEmpty() || id.length() > MAX_WORD) {
        throw Parameters.bad("\"" + name + "\" has something that is no id");
      }
      into.add(new Target(alert, id, each.path("revision").asLong()));
    }
  }

  private Action triage(List<Target> targets) {
    String note = text("note", MAX_TEXT);
    var triage =
        new Action.Triage(
            targets,
            word("status", Status::parse, TO_BE_SET),
            word("classification", Classification::parse, Classification.values()),
            text("assignee", MAX_WORD),
            text("title", MAX_TEXT),
            word("severity", Level::parse, Level.values()),
            texts("add_tags"),
            texts("remove_tags"),
            note == null ? "" : note);
    boolean nothing =
        triage.status() == null
            && triage.classification() == null
            && triage.assignee() == null
            && triage.title() == null
            && triage.level() == null
            && triage.addTags().isEmpty()
            && triage.removeTags().isEmpty()
            && triage.note().isEmpty();
    if (nothing) {
      throw Parameters.bad("the body changes nothing");
    }
    return triage;
  }

  Action merge(String id) {
    only(Set.of("sources", "note", "revision"));
    var sources = new ArrayList<Target>();
    targets(false, "sources", sources);
    if (sources.isEmpty() || sources.size() > MAX_TARGETS) {
      throw Parameters.bad("\"sources\" must name 1 to " + MAX_TARGETS + " incidents");
    }
    return new Action.Merge(Target.incident(id, revision), sources, note());
  }

  Action split(String id) {
    only(Set.of("alerts", "note", "revision"));
    List<String> alerts = list("alerts", MAX_TARGETS);
    if (alerts.isEmpty()) {
      throw Parameters.bad("\"alerts\" must name 1 to " + MAX_TARGETS + " alerts");
    }
    return new Action.Split(Target.incident(id, revision), alerts, note());
  }

  Action undo() {
    only(Set.of("action", "note"));
    String action = text("action", MAX_WORD);
    if (action == null || action.isEmpty()) {
      throw Parameters.bad("\"action\" must be the id of a merge or split");
    }
    return new Action.Undo(action, note());
  }

  Action suppress(InstantSource clock) {
    only(
        Set.of(
            "kind",
            "rule",
            "query",
            "fields",
            "window",
            "owner",
            "reason",
            "expires",
            "expires_in"));
    Suppression.Kind kind = word("kind", ActionBody::kind, Suppression.Kind.values());
    if (kind == null) {
      throw Parameters.bad("\"kind\" must be fold or except");
    }
    String rule = text("rule", MAX_WORD);
    String query = text("query", MAX_TEXT);
    String owner = text("owner", MAX_WORD);
    String reason = text("reason", MAX_TEXT);
    long now = Nanos.of(clock.instant());
    return new Action.Suppress(
        new Suppression(
            "",
            kind,
            rule == null ? "" : rule,
            query == null ? "" : query,
            list("fields", 16),
            body.has("window") ? span("window") : 0,
            owner == null ? "" : owner,
            reason == null ? "" : reason,
            now,
            expires(now),
            0,
            0));
  }

  private static Optional<Suppression.Kind> kind(String word) {
    for (Suppression.Kind kind : Suppression.Kind.values()) {
      if (kind.toString().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private long expires(long now) {
    String at = text("expires", MAX_WORD);
    if (at == null) {
      if (!body.has("expires_in")) {
        throw Parameters.bad("a suppression ends: \"expires\" or \"expires_in\" must say when");
      }
      return now + span("expires_in");
    }
    try {
      return Nanos.parse(at);
    } catch (DateTimeParseException e) {
      throw Parameters.bad("\"expires\" is no time: " + e.getMessage());
    }
  }

  /** Digits and one of s, m, h, d. */
  private long span(String name) {
    String text = body.path(name).asText();
    if (isSpan(text)) {
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      Duration duration =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (duration.compareTo(Duration.ofDays(3_650)) <= 0) {
        return Nanos.of(duration);
      }
    }
    throw Parameters.bad("\"" + name + "\" is \"" + text + "\"; expecting such as 30m, 12h or 7d");
  }

  private static boolean isSpan(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    return digits > 0
        && digits <= 6
        && text.length() == digits + 1
        && "smhd".indexOf(text.charAt(digits)) >= 0;
  }

  private String note() {
    String note = text("note", MAX_TEXT);
    return note == null ? "" : note;
  }

  private @Nullable String text(String name, int max) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.asText().length() > max) {
      throw Parameters.bad("\"" + name + "\" must be text of at most " + max + " characters");
    }
    return value.asText();
  }

  private List<String> texts(String name) {
    return list(name, MAX_TAGS);
  }

  private List<String> list(String name, int max) {
    JsonNode value = body.path(name);
    if (value.isMissingNode()) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    for (JsonNode each : value) {
      if (!each.isTextual() || each.asText().isBlank() || each.asText().length() > MAX_WORD) {
        throw Parameters.bad(
            "\"" + name + "\" must have texts of 1 to " + MAX_WORD + " characters");
      }
      texts.add(each.asText());
    }
    if (!value.isArray() || texts.size() > max) {
      throw Parameters.bad("\"" + name + "\" must be a list of at most " + max);
    }
    return texts;
  }

  private static String words(Enum<?>[] choices) {
    var words = new StringJoiner(", ");
    for (Enum<?> each : choices) {
      words.add(each.toString().toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  private <E extends Enum<E>> @Nullable E word(
      String name, Function<String, Optional<E>> parser, E[] choices) {
    String text = text(name, MAX_WORD);
    return text == null
        ? null
        : parser
            .apply(text)
            .orElseThrow(
                () ->
                    Parameters.bad(
                        "\"%s\" is \"%s\"; expecting one of %s"
                            .formatted(name, text, words(choices))));
  }
}
