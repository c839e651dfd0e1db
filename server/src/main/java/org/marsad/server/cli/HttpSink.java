package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * NDJSON to {@code POST /api/v1/events}. A batch counts as sent when the server said that it is
 * durable; where the server asks for patience (429, 503) the same batch is sent again.
 */
final class HttpSink implements SendCommand.LineSink {
  private static final String PATH = "api/v1/events";
  private static final String NDJSON = "application/x-ndjson";
  private static final int BATCH_BYTES = 512 << 10;
  private static final int TRIES = 60;
  private static final int BROKEN_TRIES = 5;

  private final ApiClient api;
  private final JsonMapper json = new JsonMapper();
  private final Batch batch = new Batch();
  private long lines;
  private long payload;
  private long sent;
  private long bytes;
  private long notJson;
  private long repeated;
  private long batches;
  private final String series = UUID.randomUUID().toString();

  HttpSink(ApiClient api) {
    this.api = api;
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    batch.write(buffer, offset, length);
    batch.write('\n');
    lines++;
    payload += length;
    if (batch.size() >= BATCH_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    if (lines == 0) {
      return;
    }
    String key = series + '-' + batches++;
    for (int tries = 1; ; tries++) {
      HttpResponse<String> answer;
      try {
        answer = api.postRaw(PATH, NDJSON, key, batch.bytes(), batch.size());
      } catch (IOException e) {
        // Whether it was taken is open; the key lets the server tell, where it remembers.
        if (tries >= BROKEN_TRIES) {
          throw e;
        }
        repeated++;
        rest(1);
        continue;
      }
      boolean busy = answer.statusCode() == 429 || answer.statusCode() == 503;
      if (busy && tries < TRIES) {
        rest(answer.headers().firstValueAsLong("Retry-After").orElse(1));
        continue;
      }
      if (answer.statusCode() >= 300) {
        throw api.refusal(answer);
      }
      JsonNode taken = json.readTree(answer.body());
      sent += taken.path("accepted").asLong(lines);
      notJson += taken.path("quarantined").asLong(0);
      break;
    }
    bytes += payload;
    lines = 0;
    payload = 0;
    batch.reset();
  }

  private static void rest(long seconds) {
    LockSupport.parkNanos(Duration.ofSeconds(Math.clamp(seconds, 1, 30)).toNanos());
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String note() {
    var notes = new StringJoiner("\n");
    if (notJson > 0) {
      notes.add(notJson + " lines were no JSON; they are kept as raw events");
    }
    if (repeated > 0) {
      notes.add(repeated + " batches were sent again because the connection broke");
    }
    return notes.toString();
  }

  @Override
  public void close() {
    api.close();
  }

  /** Lets its array be read without a copy. */
  private static final class Batch extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }
}
