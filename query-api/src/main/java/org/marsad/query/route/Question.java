package org.marsad.query.route;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.SearchRequest;
import org.marsad.query.QueryApiConfig;

/**
 * A search that is asked about, and not for its events.
 *
 * @param pipeline the search and its commands
 * @param request the question to the store; its size is 0
 * @param now what relative times are relative to
 * @param zone where days begin for who asks
 * @param readNanos what it took to read
 */
record Question(
    Pipeline pipeline, SearchRequest request, Instant now, ZoneId zone, long readNanos) {
  /** The parameters it is read from. */
  static final Set<String> NAMES = Set.of("q", "earliest", "latest", "timezone", "timeout_ms");

  static Question read(
      Parameters parameters, Instant now, RegexCompiler regexes, QueryApiConfig config) {
    long begin = System.nanoTime();
    ZoneId zone = zone(parameters.text("timezone"));
    Pipeline pipeline = PipelineParser.parse(parameters.text("q"), now, zone, regexes);
    TimeRange range =
        new TimeRange(
                time(parameters, "earliest", Long.MIN_VALUE, now, zone),
                time(parameters, "latest", Long.MAX_VALUE, now, zone))
            .within(pipeline.search());
    int most = (int) Math.min(config.timeout().toMillis(), Integer.MAX_VALUE);
    var request =
        new SearchRequest(
            pipeline.search(),
            range.earliest(),
            range.latest(),
            0,
            null,
            Duration.ofMillis(parameters.number("timeout_ms", most, 1, most)));
    return new Question(pipeline, request, now, zone, System.nanoTime() - begin);
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Parameters.bad(
          "timezone \"" + name + "\" is none; expecting a name such as UTC or Asia/Qatar");
    }
  }

  private static long time(
      Parameters parameters, String name, long otherwise, Instant now, ZoneId zone) {
    if (!parameters.has(name)) {
      return otherwise;
    }
    try {
      return QueryParser.parseTime(parameters.text(name), now, zone);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(name + ": " + e.getMessage());
    }
  }
}
