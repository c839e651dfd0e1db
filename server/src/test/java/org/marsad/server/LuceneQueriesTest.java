package org.marsad.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.event.Schema;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.Matcher;
import org.marsad.rules.detect.Re2;

/** The queries that another tool makes of the Sigma rules there are. */
@Tag("extended")
@EnabledIfEnvironmentVariable(named = "MARSAD_CORPORA", matches = ".+")
class LuceneQueriesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int TRIES = 5;

  private static List<String> queries() throws IOException {
    var mapper = new JsonMapper();
    var queries = new ArrayList<String>();
    Path file =
        Path.of(System.getenv("MARSAD_CORPORA")).resolve("rules/sigma-lucene-queries.ndjson.gz");
    try (var in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        queries.add(mapper.readTree(line).path("q").asText());
      }
    }
    return queries;
  }

  private static Pipeline parse(String text) {
    return PipelineParser.parse(text, Instant.EPOCH, ZoneOffset.UTC, null);
  }

  @Test
  void areAllReadWithinASecondAndPrintThemselves() throws Exception {
    List<String> queries = queries();
    assertTrue(queries.size() >= 3_750, () -> queries.size() + " queries");
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long begin = threads.getCurrentThreadCpuTime();
      queries.forEach(LuceneQueriesTest::parse);
      best = Math.min(best, threads.getCurrentThreadCpuTime() - begin);
    }
    long took = best;
    assertTrue(took < SECOND, () -> "took " + took / 1_000_000 + " ms of CPU");
    var schema = new Schema();
    var regexes = new Re2();
    for (String query : queries) {
      Pipeline pipeline = parse(query);
      assertTrue(pipeline.commands().isEmpty(), query);
      assertEquals(pipeline, parse(pipeline.toString()));
      assertNotNull(Matcher.compile(pipeline.search(), schema, regexes));
    }
  }
}
