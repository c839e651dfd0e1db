package org.marsad.rules.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Action.Target;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Suppression;

/**
 * Actions as events of the log: JSON that is searched like any other event, with the action itself
 * under {@code marsad.action}. Only what Marsad wrote itself is taken for one: the transport of
 * frames from outside is never {@link Transport#INTERNAL}. Thread-safe.
 */
public final class ActionCodec {
  /** Where actions come from. */
  static final Origin ORIGIN = new Origin("incidents", Transport.INTERNAL, "", "json");

  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private ActionCodec() {}

  /** The event of an action. */
  static byte[] encode(Recorded recorded, String peer, Instant now) {
    ObjectNode event = JSON.createObjectNode();
    event.put("@timestamp", now.toString());
    event.put("event.kind", "event");
    event.put("event.module", "marsad");
    event.put("event.dataset", "marsad.action");
    event.put("event.action", name(recorded.action()));
    event.put("user.name", recorded.user());
    if (!peer.isEmpty()) {
      event.put("source.ip", peer);
    }
    event.put("message", recorded.user() + " " + name(recorded.action()));
    ObjectNode body = event.putObject("marsad").putObject("action");
    body.put("version", VERSION).put("id", recorded.id());
    write(recorded.action(), body);
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String name(Action action) {
    return switch (action) {
      case Action.Triage _ -> "incident.triage";
      case Action.Merge _ -> "incident.merge";
      case Action.Split _ -> "incident.split";
      case Action.Undo _ -> "incident.undo";
      case Action.Suppress _ -> "incident.suppress";
      case Action.Unsuppress _ -> "incident.unsuppress";
    };
  }

  private static void write(Action action, ObjectNode body) {
    body.put("kind", name(action));
    switch (action) {
      case Action.Triage triage -> {
        targets(triage.targets(), body.putArray("targets"));
        text(body, "status", triage.status());
        text(body, "classification", triage.classification());
        text(body, "assignee", triage.assignee());
        text(body, "title", triage.title());
        text(body, "level", triage.level());
        triage.addTags().forEach(body.putArray("add_tags")::add);
        triage.removeTags().forEach(body.putArray("remove_tags")::add);
        body.put("note", triage.note());
      }
      case Action.Merge merge -> {
        targets(List.of(merge.into()), body.putArray("targets"));
        targets(merge.sources(), body.putArray("sources"));
        body.put("note", merge.note());
      }
      case Action.Split split -> {
        targets(List.of(split.incident()), body.putArray("targets"));
        split.alerts().forEach(body.putArray("alerts")::add);
        body.put("note", split.note());
      }
      case Action.Undo undo -> body.put("undone", undo.action()).put("note", undo.note());
      case Action.Suppress suppress -> {
        Suppression each = suppress.suppression();
        body.put("suppress", each.kind().name());
        body.put("rule", each.rule()).put("query", each.query());
        each.fields().forEach(body.putArray("fields")::add);
        body.put("window", each.window()).put("owner", each.owner()).put("reason", each.reason());
        body.put("expires", each.expires());
      }
      case Action.Unsuppress unsuppress ->
          body.put("undone", unsuppress.id()).put("note", unsuppress.note());
    }
  }

  private static void targets(List<Target> targets, ArrayNode into) {
    for (Target target : targets) {
      into.addObject()
          .put("alert", target.alert())
          .put("id", target.id())
          .put("revision", target.revision());
    }
  }

  private static void text(ObjectNode into, String name, @Nullable Object value) {
    if (value != null) {
      into.put(name, value instanceof Enum<?> word ? word.name() : value.toString());
    }
  }

  /**
   * The action that an event is, or null if it is none.
   *
   * @throws IOException if it is one that cannot be read
   */
  public static @Nullable Recorded read(EventBatch batch, int row) throws IOException {
    Origin origin = batch.origin(row);
    if (origin.transport() != Transport.INTERNAL || !origin.input().equals(ORIGIN.input())) {
      return null;
    }
    int from = batch.originalOffset(row);
    return decode(
        new String(batch.bytes(), from, batch.originalLength(row), StandardCharsets.UTF_8));
  }

  static Recorded decode(String text) throws IOException {
    try {
      JsonNode event = JSON.readTree(text);
      JsonNode body = event.path("marsad").path("action");
      if (body.path("version").asInt() != VERSION) {
        throw new IOException("an action of version " + body.path("version"));
      }
      return new Recorded(body.path("id").asText(), event.path("user.name").asText(), action(body));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("an action that cannot be read: " + e.getMessage(), e);
    }
  }

  private static Action action(JsonNode body) throws IOException {
    String note = body.path("note").asText();
    return switch (body.path("kind").asText()) {
      case "incident.triage" ->
          new Action.Triage(
              targets(body.path("targets")),
              word(body.path("status"), Status.class),
              word(body.path("classification"), Classification.class),
              text(body.path("assignee")),
              text(body.path("title")),
              word(body.path("level"), Level.class),
              texts(body.path("add_tags")),
              texts(body.path("remove_tags")),
              note);
      case "incident.merge" ->
          new Action.Merge(
              targets(body.path("targets")).getFirst(), targets(body.path("sources")), note);
      case "incident.split" ->
          new Action.Split(
              targets(body.path("targets")).getFirst(), texts(body.path("alerts")), note);
      case "incident.undo" -> new Action.Undo(body.path("undone").asText(), note);
      case "incident.suppress" ->
          new Action.Suppress(
              new Suppression(
                  "",
                  Suppression.Kind.valueOf(body.path("suppress").asText()),
                  body.path("rule").asText(),
                  body.path("query").asText(),
                  texts(body.path("fields")),
                  body.path("window").asLong(),
                  body.path("owner").asText(),
                  body.path("reason").asText(),
                  0,
                  body.path("expires").asLong(),
                  0,
                  0));
      case "incident.unsuppress" -> new Action.Unsuppress(body.path("undone").asText(), note);
      default -> throw new IOException("an action of kind " + body.path("kind"));
    };
  }

  private static List<Target> targets(JsonNode list) {
    var targets = new ArrayList<Target>();
    for (JsonNode each : list) {
      targets.add(
          new Target(
              each.path("alert").asBoolean(),
              each.path("id").asText(),
              each.path("revision").asLong()));
    }
    return targets;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.asText() : null;
  }

  private static <E extends Enum<E>> @Nullable E word(JsonNode value, Class<E> type) {
    return value.isTextual() ? Enum.valueOf(type, value.asText()) : null;
  }
}
