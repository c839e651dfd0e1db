package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpMethod;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.marsad.collector.format.Formats;
import org.marsad.collector.input.MemoryLog.Frame;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;

/**
 * What a sender of a protocol sends, and what is demanded: {@code status} and {@code reply} of
 * HTTP, {@code item_ops} and {@code item_status} of bulk, {@code replies_start} of RELP, {@code
 * acks_hex} and {@code final_ack_hex} of Lumberjack, {@code closed} if we must end the connection,
 * {@code half_closed} if the sender has ended its direction; of what is in the log {@code events}
 * (how many, or which), {@code dead_letter}, {@code frames}, {@code partial_raw}, {@code keep_raw}
 * and {@code counted}; of the first event {@code valid}, {@code hostname}, {@code message}, {@code
 * timestamp_unix}, {@code fields} and {@code resource}, also within {@code first}.
 */
final class ProtocolVector {
  private static final String NOW = "2026-11-26T12:00:00Z";

  private final JsonMapper json = new JsonMapper();
  private final JsonNode vector;
  private final JsonNode expected;
  private final String id;
  private final Schema schema;
  private final Formats formats;

  /** Frames that were in the log before. */
  private int before;

  /** A vector, with what reads the frames that its bytes become. */
  ProtocolVector(JsonNode vector, Schema schema, Formats formats) {
    this.schema = schema;
    this.formats = formats;
    this.vector = vector;
    this.expected = vector.path("expected");
    this.id = vector.path("id").asText();
  }

  String family() {
    return vector.path("family").asText();
  }

  boolean isHttp() {
    return vector.has("request");
  }

  /** Sends the request, and compares the answer and what it has added to the log. */
  void exchange(HttpFixture fixture) throws IOException, InterruptedException {
    before = fixture.log.size();
    answer(send(fixture), fixture.log);
  }

  private HttpResponse<String> send(HttpFixture fixture) throws IOException, InterruptedException {
    JsonNode request = vector.path("request");
    var headers = new ArrayList<String>();
    for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
      headers.add(header.getKey());
      headers.add(header.getValue().asText());
    }
    String path = request.path("path").asText();
    return fixture.send(
        HttpMethod.valueOf(request.path("method").asText("POST")),
        path.equals("/ingest") ? "/api/v1/events" : path,
        parts().getFirst(),
        headers.toArray(String[]::new));
  }

  private void answer(HttpResponse<String> answer, MemoryLog log) throws IOException {
    assertEquals(expected.path("status").asInt(200), answer.statusCode(), answer.body());
    boolean isJson = answer.body().startsWith("{");
    JsonNode body = json.readTree(isJson ? answer.body() : "{}");
    for (Map.Entry<String, JsonNode> member : expected.path("reply").properties()) {
      assertEquals(member.getValue(), body.path(member.getKey()), answer.body());
    }
    if (expected.has("reply_errors")) {
      assertEquals(expected.path("reply_errors"), body.path("errors"), answer.body());
    }
    items(body.path("items"));
    kept(log);
  }

  private void items(JsonNode items) {
    if (!expected.has("item_ops")) {
      return;
    }
    var operations = new ArrayList<String>();
    var status = new ArrayList<Integer>();
    for (JsonNode item : items) {
      item.properties()
          .forEach(
              entry -> {
                operations.add(entry.getKey());
                status.add(entry.getValue().path("status").asInt());
              });
    }
    assertEquals(texts("item_ops"), operations);
    if (expected.has("item_status")) {
      assertEquals(expected.path("item_status").toString(), status.toString().replace(" ", ""));
    }
  }

  /** Sends the bytes, and compares what is answered and what they have added to the log. */
  void stream(StreamFixture fixture) throws IOException, InterruptedException {
    before = fixture.log.size();
    String fault = expected.path("counted").asText();
    long faults = fixture.faults(fault);
    switch (family()) {
      case "relp" -> relp(fixture);
      case "lumberjack2" -> lumberjack(fixture);
      default -> fixture.send(parts());
    }
    if (!fault.isEmpty()) {
      fixture.awaitFault(fault, faults);
    }
    fixture.log.awaitSize(before + size(), StreamFixture.PATIENCE);
    kept(fixture.log);
  }

  private void relp(StreamFixture fixture) throws IOException {
    List<String> starts = texts("replies_start");
    boolean untilClosed = expected.path("closed").asBoolean();
    byte[] answer =
        fixture.talk(
            parts(),
            bytes -> !untilClosed && replies(bytes).size() >= starts.size(),
            isHalfClosed());
    List<String> replies = replies(answer);
    assertTrue(replies.size() >= starts.size(), () -> "answered " + replies);
    for (int i = 0; i < starts.size(); i++) {
      String reply = replies.get(i);
      assertTrue(reply.startsWith(starts.get(i)), () -> "answered " + replies);
    }
    replies
        .subList(starts.size(), replies.size())
        .forEach(more -> assertEquals("0 serverclose 0", more));
  }

  /** Whether the sender says that it has no more, and waits for its answers all the same. */
  private boolean isHalfClosed() {
    return vector.path("half_closed").asBoolean();
  }

  /** The whole answers, each by the length that it says. */
  private static List<String> replies(byte[] bytes) {
    var replies = new ArrayList<String>();
    String text = new String(bytes, ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int number = text.indexOf(' ', text.indexOf(' ', at) + 1) + 1;
      int end = number;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      if (number == 0 || end == number || end == text.length()) {
        return replies;
      }
      int length = Integer.parseInt(text, number, end, 10);
      int to = length == 0 ? end : end + 1 + length;
      if (to >= text.length()) {
        return replies;
      }
      replies.add(text.substring(at, to));
      at = to + 1;
    }
    return replies;
  }

  private void lumberjack(StreamFixture fixture) throws IOException {
    String last = expected.path("final_ack_hex").asText();
    String all = expected.path("acks_hex").asText(last);
    boolean untilClosed = expected.path("closed").asBoolean() || all.isEmpty();
    byte[] answer =
        fixture.talk(
            parts(),
            bytes -> !untilClosed && HexFormat.of().formatHex(bytes).endsWith(last),
            isHalfClosed());
    String found = HexFormat.of().formatHex(answer);
    assertTrue(found.endsWith(last), () -> "answered " + found);
    if (expected.has("acks_hex")) {
      assertEquals(all, found);
    }
  }

  /** How many frames are to be in the log. */
  private int size() {
    if (expected.has("frames")) {
      return expected.path("frames").size() + (expected.has("partial_raw") ? 1 : 0);
    }
    JsonNode events = expected.path("events");
    int dead = expected.path("dead_letter").asInt();
    int few = expected.path("status").asInt(200) == 200 ? 1 : 0;
    return dead + (events.isArray() ? events.size() : events.asInt(dead > 0 ? 0 : few));
  }

  private void kept(MemoryLog log) throws IOException {
    List<Frame> all = log.frames();
    List<Frame> frames = all.subList(before, all.size());
    List<String> texts = frames.stream().map(frame -> new String(frame.bytes(), UTF_8)).toList();
    if (expected.path("status").asInt(200) == 200 || expected.has("events")) {
      assertEquals(size(), frames.size(), () -> "kept " + texts);
    }
    if (expected.has("frames")) {
      List<String> wanted = new ArrayList<>(texts("frames"));
      if (expected.has("partial_raw")) {
        wanted.add(expected.path("partial_raw").asText());
        assertTrue((frames.getLast().flags() & FrameFlag.TORN) != 0, "the part is flagged");
      }
      assertEquals(wanted, texts);
    }
    if (expected.path("events").isArray()) {
      for (int i = 0; i < frames.size(); i++) {
        assertEquals(expected.path("events").get(i), json.readTree(texts.get(i)));
      }
    }
    if (expected.path("keep_raw").asBoolean()) {
      String sent = new String(parts().getFirst(), UTF_8);
      assertEquals(sent.replaceAll("\0$", ""), texts.getFirst());
    }
    if (frames.isEmpty()) {
      return;
    }
    EventBatch events = decoded(frames);
    if (expected.has("dead_letter")) {
      int dead = 0;
      for (int i = 0; i < frames.size(); i++) {
        dead += "pipeline_error".equals(events.event(i).text(Fields.EVENT_KIND)) ? 1 : 0;
      }
      assertEquals(expected.path("dead_letter").asInt(), dead, () -> "kept " + texts);
    }
    event(events.event(0), expected);
    event(events.event(0), expected.path("first"));
  }

  private EventBatch decoded(List<Frame> frames) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (Frame frame : frames) {
      int at = batch.append(frame.bytes(), 0, frame.bytes().length);
      batch.begin(1, Nanos.parse(NOW), frame.origin(), at, frame.bytes().length);
      formats.decode(batch, at, frame.bytes().length, frame.flags());
      batch.end();
    }
    return batch.build();
  }

  private static void event(Event event, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> key : wanted.properties()) {
      JsonNode value = key.getValue();
      switch (key.getKey()) {
        case "valid" ->
            assertEquals(value.asBoolean(), event.text(Fields.ERROR_CODE) == null, "valid");
        case "hostname" -> assertEquals(value.asText(), event.text(Fields.HOST_NAME));
        case "message" -> assertEquals(value.asText(), event.text(Fields.MESSAGE));
        case "timestamp_unix" ->
            assertEquals(value.asDouble(), event.timestamp() / 1e9, 1e-6, "timestamp_unix");
        case "fields", "resource" ->
            value.properties().forEach(field -> field(event, field.getKey(), field.getValue()));
        default -> {
          // Said of all events, or of the answer.
        }
      }
    }
  }

  private static void field(Event event, String name, JsonNode value) {
    assertEquals(value.asText(), event.text(name), name);
  }

  private List<String> texts(String key) {
    var texts = new ArrayList<String>();
    expected.path(key).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Successive reads of a stream, or datagrams. */
  private List<byte[]> parts() {
    JsonNode input = vector.path("input");
    if (vector.path("enc").asText().equals("utf8")) {
      var texts = new ArrayList<byte[]>();
      Iterable<JsonNode> all = input.isArray() ? input : List.of(input);
      all.forEach(text -> texts.add(text.asText().getBytes(UTF_8)));
      return texts;
    }
    if (!input.isArray()) {
      return List.of(Base64.getDecoder().decode(input.asText()));
    }
    String[] all = new String[input.size()];
    Arrays.setAll(all, i -> input.get(i).asText());
    return Arrays.stream(all).map(Base64.getDecoder()::decode).toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
