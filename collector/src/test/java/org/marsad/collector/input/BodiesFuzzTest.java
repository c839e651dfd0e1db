package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.ProblemException;

/**
 * Bodies of requests. The first byte of an input says what reads it: {@code j} events as JSON,
 * {@code b} bulk, {@code i} bulk with an index in the path, {@code h} the event collector, {@code
 * p} and {@code o} OTLP as protobuf and as JSON.
 */
class BodiesFuzzTest {
  private final JsonMapper json = new JsonMapper();

  @FuzzTest
  void takesOrRefusesAnyBody(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);
    HttpBody body = HttpBodies.of(sent);
    try {
      switch (input[0]) {
        case 'j' -> new JsonSplitter(body).split();
        case 'b' -> new BulkSplitter(body, "").split();
        case 'i' -> new BulkSplitter(body, "in\"dex").split();
        case 'h' -> new HecSplitter(body).split();
        case 'p' -> new OtlpProto(body.bytes(), body.length(), new OtlpRecord(body)).read();
        case 'o' -> readOtlpJson(body);
        default -> {
          return;
        }
      }
    } catch (ProblemException | HecException | ProtoReader.Malformed _) {
      // The sender is told, and nothing is taken.
      return;
    }
    RawBatch events = body.build(0);
    switch (input[0]) {
      case 'j', 'h' -> assertNothingLost(events, sent);
      case 'p', 'o' -> assertJson(events);
      default -> assertTrue(events.size() <= sent.length);
    }
  }

  private static void readOtlpJson(HttpBody body) {
    try {
      new OtlpJson(body.bytes(), body.length(), new OtlpRecord(body)).read();
    } catch (IOException _) {
      throw HttpProblems.malformed("otlp", "no JSON", "");
    }
  }

  /** Between the events is only what parts them. */
  private static void assertNothingLost(RawBatch events, byte[] sent) {
    int at = 0;
    for (int i = 0; i <= events.size(); i++) {
      int next = i == events.size() ? sent.length : events.offset(i);
      assertTrue(next >= at, "events overlap");
      String between = new String(sent, at, next - at, UTF_8);
      assertTrue(between.matches("\\ufeff?[\\[\\],\\s]*"), () -> "lost: " + between);
      at = i == events.size() ? next : next + events.length(i);
    }
  }

  private void assertJson(RawBatch events) throws IOException {
    for (int i = 0; i < events.size(); i++) {
      assertTrue(
          json.readTree(events.bytes(), events.offset(i), events.length(i)).isObject(),
          "an event is an object");
    }
  }
}
