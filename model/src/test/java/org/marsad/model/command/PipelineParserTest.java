package org.marsad.model.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.QueryProblem;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.query.TestRegex;
import org.marsad.model.random.Seeds;

class PipelineParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      quoteCharacter = '#',
      value = {
        "a | head 5  ^ a | head 5",
        "a | limit 5  ^ a | head 5",
        "| stats count  ^ * | stats count",
        "sequence by a maxspan=5m [x] [y] | head 2 ^ * | sequence by a maxspan=5m [x] [y] | head 2",
        "Sequence maxspan=5m [x] [y] ^ * | sequence maxspan=5m [x] [y]",
        "sequence by step ^ sequence AND by AND step",
        "sequence by f:[1 TO 2] ^ sequence AND by AND f:[\"1\" TO \"2\"]",
        "\"a|b\" /x|y/ | take 3 ^ \"a|b\" AND /x|y/ | head 3",
        "a || b | tail  ^ a OR b | tail 10",
        "* | stats count dc(user.name) as u, p95(took) by source.ip host.name  ^ * | stats count,"
            + " dc(user.name) as u, p95(took) by source.ip, host.name",
        "* | summarize c=count(), dcount(user) by bin(_time, 5m)  ^ * | eval _time = bin(_time, 5m)"
            + " | stats count as c, dc(user) by _time",
        "* | where u=5 and not x like \"a*\" or y in (1,2)  ^ * | where u == 5 and not x like"
            + " \"a*\" or y in (1, 2)",
        "* | where (a or b) and c  ^ * | where (a or b) and c",
        "* | where cidrmatch(source.ip, \"192.0.2.0/24\")  ^ * | where cidr(source.ip,"
            + " \"192.0.2.0/24\")",
        "* | where a is not null && b matches regex \"x+\"  ^ * | where isnotnull(a) and b matches"
            + " /x+/",
        "* | eval a = b*2 + -3 - (c - 1), d=`x-y`  ^ * | eval a = b * 2 + -3 - (c - 1) | eval d ="
            + " `x-y`",
        "* | extend t = now() - 1h  ^ * | eval t = now() - 1h",
        "* | sort -count, +name limit  ^ * | sort -count, name, limit",
        "* | sort 5 - count  ^ * | sort 5 -count",
        "* | order by a desc, b asc  ^ * | sort -a, b",
        "* | top limit=5 host.name by user  ^ * | top 5 host.name by user",
        "* | rare 20 process.parent.name  ^ * | rare 20 process.parent.name",
        "* | timechart span=5m limit=3 count by host.name  ^ * | timechart span=5m limit=3 count by"
            + " host.name",
        "* | fields - a b*  ^ * | fields - a, b*",
        "* | project a, b=c+1, d  ^ * | eval b = c + 1 | table a, b, d",
        "* | rename a as b, c as d  ^ * | rename a as b, c as d",
        "* | dedup 2 host.name sortby -_time  ^ * | dedup 2 host.name sortby -_time",
        "* | bin _time span=1h as hour  ^ * | bin _time span=1h as hour",
        "* | fillnull value=\"-\" a b  ^ * | fillnull value=\"-\" a, b",
        "* | sample 5%  ^ * | sample 5%",
        "* | facets 3  ^ * | facets 3",
        "* | distinct a  ^ * | dedup keepempty=true a | table a",
        "* | rex field=m \"(?<u>\\w+)\"  ^ * | rex field=\"m\" /(?P<u>\\w+)/",
        "* | parse kv m prefix=x.  ^ * | parse kv m prefix=\"x.\"",
        "* | parse csv as a b  ^ * | parse csv as a, b",
        "* | patterns 5 message  ^ * | patterns 5 message",
        "* | transaction u maxspan=10m startswith=(a==1)  ^ * | transaction u startswith=(a == 1)"
            + " maxspan=10m",
        "* | sequence by host.name maxspan=10m [event.code:4624] ![a] [event.code:7045 b[1\\]]"
            + " until [c]  ^ * | sequence by host.name maxspan=10m [event.code:4624] ![a]"
            + " [event.code:7045 AND b\\[1\\]] until [c]",
        "* | join type=left user [ f:[1 TO 5] | stats count by user ] | head 1  ^ * | join"
            + " type=left user [f:[\"1\" TO \"5\"] | stats count by user] | head 1",
        "* | union [ a | union [ b /x]y/ ] ]  ^ * | union [a | union [b AND /x]y/]]",
        "* | eventstats avg(x) as m by h  ^ * | eventstats avg(x) as m by h",
        "* | lookup assets ip as source.ip, b OUTPUT owner as o, site  ^ * | lookup assets ip as"
            + " source.ip, b output owner as o, site",
        "* | lookup assets ip  ^ * | lookup assets ip",
        "* | enrich assets on ip with owner, site  ^ * | lookup assets ip output owner, site",
        "* | lookup kind=leftouter assets on ip  ^ * | lookup assets ip",
        "* | lookup join assets on ip | lookup a b outputnew c  ^ * | lookup assets ip | lookup a b"
            + " outputnew c",
        "* | context 5 by host  ^ * | context before=5 after=5 by host.name",
        "* | context after=3 before=1  ^ * | context before=1 after=3",
        "* | incidents  ^ * | incidents",
        "* | incidents by source.ip user.name  ^ * | incidents source.ip, user.name",
        "* | incidents [ incident.status:new | head 5 ]  ^ * | incidents [incident.status:new |"
            + " head 5]",
        "* | grok m \"%{IP:source.ip} \\[%{WORD:w}\\] \\\"x\\\"\" | head 1  ^ * | grok m"
            + " \"%{IP:source.ip} \\[%{WORD:w}\\] \\\"x\\\"\" | head 1",
      })
  void readsWhatPeopleWriteAndPrintsOurs(String text, String printed) {
    Pipeline pipeline = PipelineParser.parse(text);
    assertEquals(printed, pipeline.toString());
    assertEquals(pipeline, PipelineParser.parse(printed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      quoteCharacter = '#',
      value = {
        "a | hed 20  ^ SQ104  ^ 5  ^ head",
        "a | stats cont by x  ^ SQ160  ^ 11  ^ count",
        "a | where lowr(x) == 1  ^ SQ151  ^ 11  ^ lower",
        "a | where x = 'y'  ^ SQ155  ^ 15  ^ \"y\"",
        "a | where x like \"%y\"  ^ SQ154  ^ 18  ^ \"*y\"",
        "a | timechart spn=5m count  ^ SQ141  ^ 15  ^ span",
        "a | head x  ^ SQ143  ^ 10  ^ -",
        "a |  ^ SQ104  ^ 4  ^ -",
        "a | where  ^ SQ150  ^ 10  ^ -",
        "a | bin _time  ^ SQ140  ^ 14  ^ -",
        "a | where x matches /(?=y)/  ^ SQ131  ^ 21  ^ -",
        "a | eval x = substr(y)  ^ SQ152  ^ 14  ^ -",
      })
  void tellsWhatIsWrongAndWhere(String text, String code, int column, String with) {
    QueryProblem problem = problems(text).getFirst();
    assertEquals(code, problem.code(), problem.toString());
    assertEquals(column, problem.position().column(), problem.toString());
    if (!with.equals("-")) {
      assertEquals(with, problem.suggestions().getFirst().with(), problem.toString());
    }
  }

  @Test
  void tellsMistakesOfSeveralCommandsAtOnce() {
    List<String> codes =
        problems("f:[5 TO 1] | hed 3 | stats foo(x) | where (a").stream()
            .map(QueryProblem::code)
            .toList();
    assertEquals(List.of("SQ117", "SQ104", "SQ160", "SQ101"), codes);
  }

  @Test
  void boundsWhatItReads() {
    assertEquals("SQ193", problems("a" + " | head".repeat(101)).getFirst().code());
    assertEquals("SQ192", problems("a | where " + "(".repeat(10_000)).getFirst().code());
    assertEquals("SQ191", problems("a | where a" + " or a".repeat(5_000)).getFirst().code());
    assertEquals("SQ192", problems("a | where " + "not ".repeat(10_000) + "a").getFirst().code());
  }

  @Test
  void answersAnyTextWithATreeThatPrintsItselfOrProblems() {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<String> pieces =
        List.of(
            "|",
            "| ",
            " ",
            "where ",
            "eval ",
            "stats ",
            "count",
            "by ",
            "a",
            "b.c",
            "=",
            "==",
            "(",
            ")",
            ",",
            "\"x y\"",
            "`q r`",
            "5",
            "15m",
            "-",
            "+",
            "*",
            "/",
            "/x/",
            "not ",
            "and ",
            "in (",
            "head 3",
            "sort ",
            "top 3 ",
            "span=",
            "5m",
            "as ",
            "dc(",
            "timechart ",
            "table ",
            "rename ",
            "[",
            "]",
            "'",
            "!",
            "lower(",
            "%",
            "like ",
            "is null",
            "fillnull ",
            "bin ");
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      var text = new StringBuilder("x | ");
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Pipeline pipeline = PipelineParser.parse(text.toString());
        assertEquals(
            pipeline,
            PipelineParser.parse(pipeline.toString()),
            () -> "seed " + seed + ": " + text + " printed " + pipeline);
        read++;
      } catch (QuerySyntaxException e) {
        assertTrue(!e.problems().isEmpty(), () -> "seed " + seed + ": " + text);
      }
    }
    assertTrue(read > 100, "only " + read + " of the texts were queries");
  }

  private static List<QueryProblem> problems(String text) {
    return assertThrows(
            QuerySyntaxException.class,
            () -> PipelineParser.parse(text, Pipelines.NOW, ZoneOffset.UTC, new TestRegex()))
        .problems();
  }
}
