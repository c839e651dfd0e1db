package org.marsad.model.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.Nanos;
import org.marsad.model.random.Seeds;

class QueryParserTest {
  private static final Instant NOW = Instant.parse("2026-03-18T10:20:30.5Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`*` | `*`",
        "`` | `*`",
        "sshd | sshd",
        "a b | a AND b",
        "a AND b OR c | (a AND b) OR c",
        "a OR b AND c | a OR (b AND c)",
        "not a and b | NOT a AND b",
        "a && !b | a AND NOT b",
        "-a +b | NOT a AND b",
        "(a OR b) c | (a OR b) AND c",
        "f:v | f:v",
        "f=v | f:v",
        "f!=v | _exists_:f AND NOT f:v",
        "f==V | f==V",
        "f:>5 | f:{\"5\" TO *]",
        "f>=5 | f:[\"5\" TO *]",
        "f<5 | f:[* TO \"5\"}",
        "f:[1 TO 5} | f:[\"1\" TO \"5\"}",
        "f:(a OR b) | f:a OR f:b",
        "f:* | _exists_:f",
        "_exists_:f | _exists_:f",
        "f:a* | f:a*",
        "f:\\*a | f:\\*a",
        "f:\"a b\"~2 | f:\"a b\"~2",
        "f:\"a b\"* | f:\"a b\"*",
        "f:\"\" | f:\"\"",
        "f:/a\\/b c/ | f:/a\\/b c/",
        "f:/[a-z]:\\\\/ | f:/[a-z]:\\\\/",
        "source.ip:10.0.0.0\\/8 | source.ip:10.0.0.0/8",
        "10.0.0.0/8 | 10.0.0.0/8",
        "source.ip:2001:db8::/32 | source.ip:2001:db8::/32",
        "f IN (a, \"b c\") | f IN (\"a\", \"b c\")",
        "f NOT IN (a) | NOT f IN (\"a\")",
        "f in (a*, b) | f IN (\"b\") OR f:a*",
        "f\\ g:v | f\\ g:v",
        "C:\\\\Windows | C:\\\\Windows",
        "\\and | \\and",
        "@timestamp:a* | @timestamp:a*",
        "f:-1 | f:\\-1",
      })
  void readsWhatPeopleWrite(String text, String printed) {
    assertEquals(printed, QueryParser.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(a OR b | SQ101 | 1",
        "a) b | SQ101 | 2",
        "f:[5 TO 1] | SQ117 | 3",
        "\"a | SQ103 | 1",
        "f:/a | SQ130 | 3",
        "\u201cx\u201d | SQ102 | 1",
        "a OR | SQ100 | 5",
        "f: | SQ107 | 3",
        "f IN (a | SQ108 | 6",
        "f:[a b] | SQ116 | 6",
        "earliest=tomorrow | SQ120 | 10",
        "[a TO b] | SQ106 | 1",
      })
  void tellsWhatIsWrongAndWhere(String text, String code, int column) {
    QueryProblem problem = problems(text).getFirst();
    assertEquals(code, problem.code(), problem.toString());
    assertEquals(column, problem.position().column(), problem.toString());
  }

  @Test
  void refusesCommandsWhereOnlyASearchCanStand() {
    QueryProblem problem = problems("a | stats count").getFirst();
    assertEquals("SQ105", problem.code());
    assertEquals(3, problem.position().column());
  }

  @Test
  void tellsSeveralProblemsAtOnce() {
    assertEquals(
        List.of("SQ107", "SQ101"), problems("f: ) x").stream().map(QueryProblem::code).toList());
  }

  @Test
  void refusesWhatIsTooDeepWithoutOverflow() {
    assertEquals("SQ192", problems("(".repeat(100_000) + "a").getFirst().code());
    assertEquals("SQ191", problems("a ".repeat(20_000)).getFirst().code());
    assertEquals("SQ190", problems("a".repeat(QueryParser.MAX_LENGTH + 1)).getFirst().code());
  }

  @ParameterizedTest
  @CsvSource({
    "-15m, 2026-03-18T10:05:30.5Z",
    "now, 2026-03-18T10:20:30.5Z",
    "-15m@m, 2026-03-18T10:05:00Z",
    "@d, 2026-03-17T21:00:00Z",
    "-1d@d+8h, 2026-03-17T05:00:00Z",
    "@w1, 2026-03-15T21:00:00Z",
    "@mon, 2026-02-28T21:00:00Z",
    "@q, 2025-12-31T21:00:00Z",
    "-1y, 2025-03-18T10:20:30.5Z",
    "2026-01-31, 2026-01-30T21:00:00Z",
    "2026-01-31T08:00:00, 2026-01-31T05:00:00Z",
    "2026-01-31T08:00:00Z, 2026-01-31T08:00:00Z",
    "1700000000, 2023-11-14T22:13:20Z",
    "1700000000123, 2023-11-14T22:13:20.123Z",
  })
  void readsPointsInTime(String text, Instant expected) {
    ZoneId zone = ZoneId.of("Asia/Qatar");
    assertEquals(
        new Query.Time(Nanos.of(expected), Long.MAX_VALUE),
        QueryParser.parse("earliest=" + text, NOW, zone));
  }

  @Test
  void printsTimesAbsolute() {
    String printed = QueryParser.parse("_time:15m latest=now", NOW, ZoneOffset.UTC).toString();
    assertEquals(
        "_time:[\"2026-03-18T10:05:30.500Z\" TO *} AND _time:[* TO \"2026-03-18T10:20:30.500Z\"}",
        printed);
    assertEquals(printed, QueryParser.parse(printed).toString());
  }

  @Test
  void printsWhatItReadsBack() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Query query = RandomQueries.query(random, 4);
      assertEquals(query, QueryParser.parse(query.toString()), () -> "seed " + seed + ": " + query);
    }
  }

  @Test
  void answersAnyTextWithATreeOrProblems() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String alphabet = "ab :=!<>()[]{}\"/\\*?|&~+-,TOANDINR_.@\u201c0129\n";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(24); j >= 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Query query = QueryParser.parse(text.toString());
        assertEquals(
            query, QueryParser.parse(query.toString()), () -> "seed " + seed + ": " + text);
      } catch (QuerySyntaxException e) {
        assertTrue(!e.problems().isEmpty(), () -> "seed " + seed + ": " + text);
      }
    }
  }

  private static List<QueryProblem> problems(String text) {
    return assertThrows(
            QuerySyntaxException.class, () -> QueryParser.parse(text, NOW, ZoneOffset.UTC))
        .problems();
  }
}
