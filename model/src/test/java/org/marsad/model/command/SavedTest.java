package org.marsad.model.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.QueryProblem;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.query.SavedQueries;
import org.marsad.model.query.TestRegex;

class SavedTest {
  private static final Map<String, String> TEXTS =
      new TreeMap<>(
          Map.of(
              "web", "host.name:web-* OR host.name:www",
              "failed", "event.outcome:failure @web",
              "by-ip", "| stats count by source.ip | sort -count",
              "top", "@failed | stats count by user.name",
              "loop", "a @loop2",
              "loop2", "b @loop",
              "bad", "(a OR"));

  private static final SavedQueries SAVED =
      new SavedQueries() {
        @Override
        public @Nullable String text(String name) {
          return TEXTS.get(name);
        }

        @Override
        public List<String> names() {
          return List.copyOf(TEXTS.keySet());
        }
      };

  private static Pipeline parse(String text) {
    return PipelineParser.parse(text, Pipelines.NOW, ZoneOffset.UTC, new TestRegex(), SAVED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      value = {
        "@web ^ host.name:web\\-* OR host.name:www",
        "a @web ^ a AND (host.name:web\\-* OR host.name:www)",
        "NOT @web OR x ^ NOT (host.name:web\\-* OR host.name:www) OR x",
        "@failed | head 5 ^ event.outcome:failure AND (host.name:web\\-* OR host.name:www) | head"
            + " 5",
        "@web | @by-ip | head 3 ^ host.name:web\\-* OR host.name:www | stats count by source.ip |"
            + " sort -count | head 3",
        "@top ^ event.outcome:failure AND (host.name:web\\-* OR host.name:www) | stats count by"
            + " user.name",
        "a | union [ @web | head 1 ] ^ a | union [host.name:web\\-* OR host.name:www | head 1]",
        "\\@web ^ \\@web",
        "\"@web\" ^ \"@web\"",
        "@timestamp:[a TO b] | head 1 ^ ",
      })
  void standsForWhatWasSaved(String text, @Nullable String printed) {
    if (printed == null) {
      assertThrows(QuerySyntaxException.class, () -> parse(text));
      return;
    }
    Pipeline pipeline = parse(text);
    assertEquals(printed.replace("\\-", "-"), pipeline.toString().replace("\\-", "-"));
    assertEquals(pipeline, parse(pipeline.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      value = {
        "x @wbe ^ there is no saved search @wbe",
        "@wbe | head 1 ^ there is no saved search @wbe",
        "x @loop ^ includes itself",
        "x @bad ^ cannot be read",
        "x @top ^ has commands",
        "x | @web ^ searches for events",
      })
  void saysWhyItCannotBeIncluded(String text, String why) {
    var e = assertThrows(QuerySyntaxException.class, () -> parse(text));
    QueryProblem problem = e.problems().getFirst();
    assertEquals("SQ170", problem.code());
    assertTrue(problem.message().contains(why), problem.message());
  }

  @Test
  void suggestsTheNameThatWasMeant() {
    var e = assertThrows(QuerySyntaxException.class, () -> parse("x @wbe y"));
    assertEquals("x @web y", e.problems().getFirst().suggestions().getFirst().applyTo("x @wbe y"));
  }

  @Test
  void meansTheWordWhereNothingIsSaved() {
    assertEquals("\\@web", PipelineParser.parse("@web").toString());
  }

  @Test
  void boundsWhatIsIncluded() {
    String many = "x" + " @web".repeat(101);
    var e = assertThrows(QuerySyntaxException.class, () -> parse(many));
    assertTrue(e.problems().getFirst().message().contains("more than 100"));
  }
}
