package org.marsad.query.tail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.EventId;
import org.marsad.model.pipe.Row;
import org.marsad.model.query.Matcher;
import org.marsad.query.route.RowJson;

/**
 * One live tail: what matches, as server-sent events, and once a second how it goes if something
 * has changed. More than its rate is not sent but counted, since nobody can read it. One thread,
 * which may wait.
 */
final class TailStream {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final long SECOND = 1_000_000_000L;
  private static final long ALIVE = 15 * SECOND;
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Watcher watcher;
  private final Matcher matcher;
  private final LiveCommands commands;
  private final RowJson events;
  private final int perSecond;
  private final LongSupplier nanoTime;
  private final Output out;
  private final JsonFactory json = new JsonFactory();

  private long seen;
  private long matched;
  private long sent;
  private long toldSeen = -1;
  private long toldMissed = -1;
  private long secondBegan;
  private int sentInSecond;
  private long wroteAt;

  /**
   * A tail.
   *
   * @param commands what is done with what matches
   * @param events how that is told
   * @param perSecond how many events are sent a second at most
   */
  TailStream(
      Watcher watcher,
      Matcher matcher,
      LiveCommands commands,
      RowJson events,
      int perSecond,
      LongSupplier nanoTime,
      Output out) {
    this.watcher = watcher;
    this.matcher = matcher;
    this.commands = commands;
    this.events = events;
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.out = out;
  }

  /** Goes on until the other side is gone. */
  void run() throws IOException, InterruptedException {
    secondBegan = nanoTime.getAsLong();
    boolean open = tell();
    while (open) {
      EventBatch batch = watcher.poll(PATIENCE);
      open = batch == null ? out.isOpen() : send(batch);
      long now = nanoTime.getAsLong();
      if (open && now - secondBegan >= SECOND) {
        secondBegan = now;
        sentInSecond = 0;
        open = pulse(now);
      }
    }
  }

  /** How it goes if that has changed; else, now and then, that it goes on. */
  private boolean pulse(long now) throws IOException, InterruptedException {
    if (seen != toldSeen || watcher.missed() != toldMissed) {
      return tell();
    }
    return now - wroteAt < ALIVE || write(COMMENT);
  }

  private boolean send(EventBatch batch) throws IOException, InterruptedException {
    @Nullable ByteArrayOutputStream bytes = null;
    for (int row = 0; row < batch.size(); row++) {
      seen++;
      if (!matcher.matches(batch, row)) {
        continue;
      }
      for (Row made : commands.rows(batch.event(row))) {
        matched++;
        if (sentInSecond < perSecond) {
          sentInSecond++;
          sent++;
          bytes = bytes == null ? new ByteArrayOutputStream() : bytes;
          text("event: event\nid: " + new EventId(batch.id(row)) + "\ndata: ", bytes);
          events.write(made, bytes);
          text("\n", bytes);
        }
      }
    }
    return bytes == null || write(bytes.toByteArray());
  }

  private boolean tell() throws IOException, InterruptedException {
    toldSeen = seen;
    toldMissed = watcher.missed();
    var bytes = new ByteArrayOutputStream();
    text("event: state\ndata: ", bytes);
    try (JsonGenerator generator = generator(bytes)) {
      generator.writeStartObject();
      generator.writeNumberField("seen", seen);
      generator.writeNumberField("matched", matched);
      generator.writeNumberField("sent", sent);
      generator.writeNumberField("left_out", matched - sent);
      generator.writeNumberField("missed", toldMissed);
      generator.writeEndObject();
    }
    text("\n\n", bytes);
    return write(bytes.toByteArray());
  }

  private JsonGenerator generator(ByteArrayOutputStream bytes) throws IOException {
    return json.createGenerator(bytes).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private boolean write(byte[] bytes) throws InterruptedException {
    wroteAt = nanoTime.getAsLong();
    return out.write(bytes);
  }

  private static void text(String text, ByteArrayOutputStream bytes) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Where the bytes go. */
  interface Output {
    /** Whether somebody is there. */
    boolean isOpen();

    /** Waits until the bytes were taken; false if nobody is there any more. */
    boolean write(byte[] bytes) throws InterruptedException;
  }
}
