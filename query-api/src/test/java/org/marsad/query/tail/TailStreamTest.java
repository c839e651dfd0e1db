package org.marsad.query.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.expr.Env;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.RegexCompiler;
import org.marsad.query.route.RowJson;

/** A live tail without sockets; the reader goes away after so many writes. */
class TailStreamTest {
  private static final Origin ORIGIN = Origin.of("test", Transport.TCP, "192.0.2.1");

  private final Schema schema = new Schema();
  private final LiveTail tail = new LiveTail(new Metrics());
  private final List<String> written = new ArrayList<>();
  private long now;

  @Test
  void sendsWhatMatchesAndNothingElse() throws Exception {
    try (Watcher watcher = tail.watch()) {
      tail.accept(batch("needle one", "hay", "needle two"));
      stream(watcher, "needle", Set.of(), 100, 3).run();
    }
    assertEquals(2, events(), written.toString());
    assertTrue(written.get(1).startsWith("event: event\nid: 0\ndata: {"), written.get(1));
    assertTrue(written.get(1).contains("\"message\":\"needle two\""), written.get(1));
    assertTrue(written.get(2).contains("\"seen\":3,\"matched\":2,\"sent\":2,\"left_out\":0"));
  }

  @Test
  void countsWhatIsMoreThanTheRate() throws Exception {
    try (Watcher watcher = tail.watch()) {
      tail.accept(batch("a", "a", "a", "a", "a"));
      stream(watcher, "a", Set.of(), 2, 3).run();
    }
    assertEquals(2, events());
    assertTrue(written.getLast().contains("\"sent\":2,\"left_out\":3"), written.getLast());
  }

  @Test
  void countsWhatItHadNoRoomFor() throws Exception {
    long missed;
    try (Watcher watcher = tail.watch()) {
      for (int i = 0; i < 100; i++) {
        tail.accept(batch("a", "b"));
      }
      missed = watcher.missed();
      stream(watcher, "a", Set.of(), 10, 1).run();
    }
    assertEquals(2 * (100 - 64), missed);
    assertTrue(written.getFirst().contains("\"missed\":72"), written.getFirst());
  }

  @Test
  void tellsOnlyTheFieldsAskedFor() throws Exception {
    try (Watcher watcher = tail.watch()) {
      tail.accept(batch("needle"));
      stream(watcher, "*", Set.of("message"), 10, 2).run();
    }
    assertTrue(written.get(1).endsWith("data: {\"message\":\"needle\"}\n\n"), written.get(1));
  }

  @Test
  void textOfALogCannotBecomeAnEventOfTheStream() throws Exception {
    try (Watcher watcher = tail.watch()) {
      tail.accept(batch("x\n\nevent: state\ndata: {}"));
      stream(watcher, "*", Set.of(), 10, 2).run();
    }
    assertFalse(written.get(1).contains("\nevent: state"), written.get(1));
  }

  @Test
  void whoHasLeftGetsNothing() {
    Watcher watcher = tail.watch();
    watcher.close();
    tail.accept(batch("a"));
    assertEquals(0, tail.size());
    assertEquals(0, watcher.missed());
  }

  @Test
  void endsWhenNobodyReads() throws IOException, InterruptedException {
    try (Watcher watcher = tail.watch()) {
      stream(watcher, "*", Set.of(), 10, 1).run();
    }
    assertEquals(1, written.size());
  }

  private long events() {
    return written.stream().flatMap(String::lines).filter("event: event"::equals).count();
  }

  @Test
  void doesWhatCommandsSayToEachEvent() throws Exception {
    try (Watcher watcher = tail.watch()) {
      tail.accept(batch("one", "two", "three"));
      String query = "* | where message != \"two\" | eval n = len(message) | table message, n";
      stream(watcher, query, Set.of(), 100, 3).run();
    }
    String told = String.join("", written);
    assertTrue(told.contains("data: {\"message\":\"one\",\"n\":3}\n\n"), told);
    assertTrue(told.contains("data: {\"message\":\"three\",\"n\":5}\n\n"), told);
    assertFalse(told.contains("two"), told);
  }

  /** A stream whose reader leaves behind {@code writes} writes; each look at the clock is 1 s. */
  private TailStream stream(
      Watcher watcher, String query, Set<String> fields, int rate, int writes) {
    RegexCompiler regexes =
        pattern -> {
          throw new IllegalArgumentException(pattern);
        };
    Pipeline pipeline = PipelineParser.parse(query, Instant.EPOCH, ZoneOffset.UTC, regexes);
    var run =
        new Run(
            new Env(Instant.EPOCH, ZoneOffset.UTC, regexes),
            Limits.defaults(),
            Surroundings.NONE,
            () -> false);
    return new TailStream(
        watcher,
        Matcher.compile(pipeline.search(), schema, regexes),
        LiveCommands.of(pipeline, run),
        new RowJson(
            pipeline.isTable() ? pipeline.columns() : null,
            List.copyOf(fields),
            pipeline.commands().isEmpty()),
        rate,
        () -> now += 1_000_000_000L,
        new Reader(writes));
  }

  private EventBatch batch(String... messages) {
    EventBatch.Builder builder = EventBatch.builder(schema);
    for (int i = 0; i < messages.length; i++) {
      byte[] bytes = messages[i].getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin(i, 1, ORIGIN, at, bytes.length);
      builder.add(Fields.MESSAGE, at, bytes.length).end();
    }
    return builder.build();
  }

  private final class Reader implements TailStream.Output {
    private final int writes;

    Reader(int writes) {
      this.writes = writes;
    }

    @Override
    public boolean isOpen() {
      return written.size() < writes;
    }

    @Override
    public boolean write(byte[] bytes) {
      written.add(new String(bytes, UTF_8));
      return isOpen();
    }
  }
}
