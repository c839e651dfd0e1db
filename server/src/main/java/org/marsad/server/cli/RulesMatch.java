package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.rules.clock.ReorderBuffer;
import org.marsad.rules.detect.PackDetector;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.signal.Signal;

/**
 * Judges the lines of a file by rules and prints what holds, a JSON object each. What rules say of
 * single lines is printed at once; events that correlations look at are put in the order of their
 * times first, all that the file has as long as there are at most {@value #WAITING}. A line's time
 * is the one it claims, however long ago. Not thread-safe.
 */
final class RulesMatch {
  private static final int BATCH = 256;
  private static final int WAITING = 1_000_000;
  private static final Duration WHOLE = Duration.ofDays(36_500);
  private static final long STATE_BYTES = 512L << 20;
  private static final long TRAIL_BYTES = 64L << 20;

  private final Pack pack;
  private final Map<String, String> titles = new HashMap<>();
  private final KeyedRules correlations;
  private final KeyedTimeline timeline;
  private final JsonGenerator json;
  private final ReorderBuffer waiting = new ReorderBuffer(WHOLE, WAITING);

  RulesMatch(Pack pack, JsonGenerator json) {
    this.pack = pack;
    pack.singles().forEach(rule -> titles.put(rule.meta().id(), rule.meta().title()));
    this.correlations = KeyedRules.of(List.of(pack));
    this.timeline = correlations.timeline(STATE_BYTES, TRAIL_BYTES, this::print);
    this.json = json;
  }

  /**
   * Judges all lines.
   *
   * @return values on which an expression was given up because it took too long
   */
  long run(LineReader lines, Instant received) throws IOException {
    var schema = new Schema();
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    var detector = new PackDetector(List.of(pack), schema);
    EventBatch.Builder builder = EventBatch.builder(schema);
    Origin origin = Origin.of("match", Transport.FILE, "");
    var claimed = new long[BATCH];
    long line = 0;
    boolean more = lines.next();
    while (more) {
      while (more && builder.size() < BATCH) {
        line++;
        int at = builder.append(lines.buffer(), lines.offset(), lines.length());
        builder.begin(line, Nanos.of(received), origin, at, lines.length());
        formats.decode(builder, at, lines.length(), 0);
        claimed[builder.size()] = builder.claimed();
        builder.end();
        more = lines.next();
      }
      EventBatch batch = builder.build();
      for (int row = 0; row < batch.size(); row++) {
        judge(detector, batch, row, claimed[row]);
      }
    }
    waiting.flush(timeline::accept);
    timeline.advance(Long.MAX_VALUE);
    return detector.unfinished();
  }

  private void judge(PackDetector detector, EventBatch batch, int row, long claimed)
      throws IOException {
    Map<String, Map<String, String>> picks = new HashMap<>();
    List<String> correlated = new ArrayList<>();
    for (String rule : detector.match(batch, row, picks::put)) {
      String title = titles.get(rule);
      if (title == null) {
        continue; // one for values never seen before, which are not known here
      }
      json.writeStartObject();
      json.writeNumberField("line", batch.id(row));
      json.writeStringField("rule", rule);
      json.writeStringField("title", title);
      end(correlations.isSilent(rule));
      if (correlations.isUsed(rule)) {
        correlated.add(rule);
      }
    }
    if (!correlated.isEmpty()) {
      long time = claimed == EventBatch.NO_CLAIM ? batch.timestamp(row) : claimed;
      waiting.observe(time);
      waiting.offer(
          new Signal(
              batch.id(row), time, batch.received(row), Map.of(), correlated, "", null, picks));
      waiting.release(timeline::accept);
    }
  }

  private void print(KeyedFinding finding) {
    List<Signal> evidence = finding.crossing().evidence();
    try {
      json.writeStartObject();
      json.writeStringField("rule", finding.rule().meta().id());
      json.writeStringField("title", finding.rule().meta().title());
      json.writeObjectFieldStart("group");
      for (Map.Entry<String, String> value : finding.group().entrySet()) {
        json.writeStringField(value.getKey(), value.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("first_line", evidence.getFirst().id());
      json.writeNumberField("line", evidence.getLast().id());
      end(finding.isSilent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end(boolean isSilent) throws IOException {
    if (isSilent) {
      json.writeBooleanField("silent", true);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }
}
