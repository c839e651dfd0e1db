package org.marsad.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.QuerySyntaxException;

/** The patterns of the command grok, read by the engine that runs them. */
class GrokOnRe2Test {
  private static Pipeline parse(String pattern) {
    return PipelineParser.parse(
        "* | grok m \"" + pattern + "\"", Instant.EPOCH, ZoneOffset.UTC, new Re2());
  }

  @Test
  void everyPatternIsOneOfRe2() {
    var e = assertThrows(QuerySyntaxException.class, () -> parse("%{NOBODY:x}"));
    List<String> names = e.problems().getFirst().expected();
    assertTrue(names.size() > 60);
    for (String name : names) {
      assertEquals(1, parse("%{" + name + ":x}").commands().size());
    }
  }
}
