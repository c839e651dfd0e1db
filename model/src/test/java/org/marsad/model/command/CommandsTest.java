package org.marsad.model.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Run;

class CommandsTest {
  private static List<String> rows(String commands, String... rows) {
    return Pipelines.rows(commands, rows);
  }

  @Test
  void whereKeepsWhatIsTrue() {
    assertEquals(List.of("a=2"), rows("where a > 1", "a=1", "a=2", "b=3"));
    assertEquals(List.of("a=1", "b=3"), rows("where not a > 1", "a=1", "a=2", "b=3"));
    assertEquals(List.of("a=x; y"), rows("where a == \"y\"", "a=x;y", "a=z"));
    assertEquals(List.of(), rows("where a == \"X\"", "a=x"));
    assertEquals(List.of("a=x"), rows("where a =~ \"X\"", "a=x"));
  }

  @Test
  void evalSetsAndTakesAway() {
    assertEquals(List.of("a=2 b=5"), rows("eval b = a * 2 + 1", "a=2"));
    assertEquals(List.of("b=1"), rows("eval a = null", "a=2 b=1"));
    assertEquals(List.of("a=2"), rows("eval b = a / 0", "a=2"));
  }

  @Test
  void shapesRows() {
    assertEquals(List.of("b=2 a=1"), rows("table b, a", "a=1 b=2 c=3"));
    assertEquals(List.of("a=1"), rows("fields - b*", "a=1 b=2 bc=3"));
    assertEquals(List.of("a=2 b=1"), rows("rename a as b, b as a", "a=1 b=2"));
    assertEquals(List.of("a=1 b=x"), rows("fillnull value=x b", "a=1"));
    assertEquals(List.of("a=x", "a=y"), rows("expand a", "a=x;y"));
  }

  @Test
  void takesFromTheStartOrTheEnd() {
    String[] five = {"a=1", "a=2", "a=3", "a=4", "a=5"};
    assertEquals(List.of("a=1", "a=2"), rows("head 2", five));
    assertEquals(List.of(), rows("head 0", five));
    assertEquals(List.of("a=4", "a=5"), rows("tail 2", five));
    assertEquals(List.of("a=5", "a=4"), rows("reverse | head 2", five));
  }

  @Test
  void sortsNumbersAsNumbersAndMissingLast() {
    String[] some = {"a=10", "b=1", "a=9", "a=x"};
    assertEquals(List.of("a=9", "a=10", "a=x", "b=1"), rows("sort a", some));
    assertEquals(List.of("a=x", "a=10", "a=9", "b=1"), rows("sort -a", some));
    assertEquals(List.of("a=x", "a=10"), rows("sort 2 -a", some));
  }

  @Test
  void dedupKeepsTheFirst() {
    assertEquals(
        List.of("a=1 b=1", "a=2 b=3"), rows("dedup a", "a=1 b=1", "a=1 b=2", "a=2 b=3", "b=4"));
    assertEquals(List.of("a=1 b=2"), rows("dedup a sortby -b", "a=1 b=1", "a=1 b=2"));
  }

  @Test
  void statsComputesForEachGroup() {
    assertEquals(
        List.of("h=x count=2 sum(n)=3 u=2", "h=y count=1 sum(n)=5 u=1"),
        rows("stats count sum(n) dc(n) as u by h", "h=x n=1", "h=y n=5", "h=x n=2"));
    assertEquals(List.of("count=0"), rows("stats count"));
    assertEquals(List.of("h=x count=1", "count=1"), rows("stats count by h", "h=x", "g=1"));
    assertEquals(
        List.of(
            "avg(n)=2 min(n)=1 max(n)=3 p50(n)=2 values(n)=1; 2; 3 stdev(n)=1 countif(n > 1)=2"),
        rows(
            "stats avg(n) min(n) max(n) median(n) values(n) stdev(n) countif(n > 1)",
            "n=3",
            "n=1",
            "n=2"));
    assertEquals(
        List.of("earliest(a)=x latest(a)=z first(a)=z"),
        rows("stats earliest(a) latest(a) first(a)", "_time=9 a=z", "_time=2 a=y", "_time=1 a=x"));
  }

  @Test
  void distinctIsExactToTenThousandAndLabelledAbove() {
    Run run = Pipelines.run(Limits.defaults());
    String[] many = IntStream.range(0, 10_000).mapToObj(i -> "n=" + i).toArray(String[]::new);
    assertEquals(List.of("dc(n)=10000"), Pipelines.rows(run, "stats dc(n)", many));
    assertTrue(run.approximations().isEmpty());
    String[] more = IntStream.range(0, 50_000).mapToObj(i -> "n=" + i).toArray(String[]::new);
    String row = Pipelines.rows(run, "stats dc(n)", more).getFirst();
    long estimate = Long.parseLong(row.substring(row.indexOf('=') + 1));
    assertEquals(50_000, estimate, 50_000 * 0.04);
    assertEquals(0.0081, run.approximations().get("dc(n)"));
  }

  @Test
  void percentilesOfManyAreLabelledAndNear() {
    Run run = Pipelines.run(Limits.defaults());
    String[] many = IntStream.range(1, 30_001).mapToObj(i -> "n=" + i).toArray(String[]::new);
    String row = Pipelines.rows(run, "stats p95(n)", many).getFirst();
    assertEquals(28_500, Double.parseDouble(row.substring(row.indexOf('=') + 1)), 285);
    assertEquals(0.01, run.approximations().get("p95(n)"));
  }

  @Test
  void saysWhatALimitCut() {
    var small = new Limits(ByteSize.parse("1MiB"), ByteSize.parse("1MiB"), 2, 10);
    Run run = Pipelines.run(small);
    assertEquals(2, Pipelines.rows(run, "stats count by a", "a=1", "a=2", "a=3", "a=1").size());
    assertTrue(run.partialReasons().getFirst().contains("limit groups"));
    Run full = Pipelines.run(new Limits(new ByteSize(600), new ByteSize(0), 2, 10));
    assertEquals(2, Pipelines.rows(full, "sort a", "a=1", "a=2", "a=3", "a=4").size());
    assertTrue(full.partialReasons().getFirst().contains("limit memory"));
  }

  @Test
  void countsTheMostAndTheLeastFrequent() {
    String[] some = {"a=x", "a=y", "a=x", "b=1", "a=z", "a=x;y"};
    assertEquals(
        List.of("a=x count=3 percent=50", "a=y count=2 percent=33.33"), rows("top 2 a", some));
    assertEquals(List.of("a=z count=1 percent=16.67"), rows("rare 1 a", some));
  }

  @Test
  void chartsTimeWithoutGaps() {
    assertEquals(
        List.of(
            "_time=1970-01-01T00:00:00Z x=1 y=0",
            "_time=1970-01-01T00:01:00Z x=0 y=0",
            "_time=1970-01-01T00:02:00Z x=1 y=1"),
        rows("timechart span=1m count by h", "_time=130 h=x", "_time=1 h=x", "_time=121 h=y"));
    assertEquals(
        List.of("_time=1970-01-01T00:00:00Z x=2 OTHER=2"),
        rows(
            "timechart span=1m limit=1 count by h",
            "_time=1 h=x",
            "_time=2 h=x",
            "_time=3 h=y",
            "_time=4 h=z"));
  }

  @Test
  void eventstatsAddsToEveryRow() {
    assertEquals(
        List.of("a=1 h=x m=2", "a=3 h=x m=2"),
        rows("eventstats avg(a) as m by h", "a=1 h=x", "a=3 h=x"));
  }

  @Test
  void facetsCountEveryField() {
    assertEquals(
        List.of(
            "field=a coverage=100 value=x count=2 percent=100 distinct=1",
            "field=b coverage=50 value=1 count=1 percent=100 distinct=1"),
        rows("facets", "a=x b=1", "a=x"));
  }

  @Test
  void binsNumbersAndTimes() {
    assertEquals(List.of("a=20"), rows("bin a span=10", "a=27"));
    assertEquals(List.of("_time=1970-01-01T00:05:00Z"), rows("bin _time span=5m", "_time=431"));
  }

  @Test
  void rexTakesNamedGroups() {
    assertEquals(
        List.of("m=user+root user=root"),
        rows("rex field=m \"user.(?<user>\\w+)\"", "m=user\u002broot").stream()
            .map(r -> r.replace(' ', '+').replace("+user=", " user="))
            .toList());
    assertEquals(List.of("m=a1b2 n=1; 2"), rows("rex field=m max_match=5 /(?<n>\\d)/", "m=a1b2"));
    assertEquals(List.of("m=x"), rows("rex field=m /(?<n>\\d)/", "m=x"));
  }

  @Test
  void parsesTexts() {
    assertEquals(
        List.of("m={\"a\":{\"b\":1},\"c\":[true,\"x\"]} j.a.b=1 j.c=true; x"),
        rows("parse json m prefix=j.", "m={\"a\":{\"b\":1},\"c\":[true,\"x\"]}"));
    assertEquals(List.of("m={\"a\": a"), rows("parse json m", "m={\"a\":+a"));
    assertEquals(List.of("m=x,\"y,z\" a=x b=y,z"), rows("parse csv m as a, b", "m=x,\"y,z\""));
    assertEquals(
        List.of(
            "message=CEF:0|v|p|1|id|n|5|src=192.0.2.7 msg=a b version=0 device_vendor=v"
                + " device_product=p device_version=1 signature_id=id name=n severity=5"
                + " src=192.0.2.7 msg=a b"),
        rows("parse cef", "message=CEF:0|v|p|1|id|n|5|src=192.0.2.7+msg=a+b"));
    assertEquals(
        List.of("message=x a=1 b=2 c a=1 b=2 c".substring(0, 0) + "message=k=1 j=2 k=1 j=2"),
        rows("parse kv", "message=k=1+j=2"));
  }

  @Test
  void patternsCollapseValues() {
    assertEquals(
        List.of(
            "count=2 percent=66.67 pattern=user <*> in example=user 17 in",
            "count=1 percent=33.33 pattern=bye example=bye"),
        rows("patterns", "message=user+18+in", "message=user+17+in", "message=bye"));
  }

  @Test
  void transactionsBelongTogether() {
    assertEquals(
        List.of(
            "u=a n=3 _time=1970-01-01T00:01:40Z duration=0 eventcount=1",
            "u=a n=1; 2 _time=1970-01-01T00:00:01Z duration=4 eventcount=2"),
        rows(
                "transaction u maxpause=10s",
                "_time=100 u=a n=3",
                "_time=5 u=a n=2",
                "_time=1 u=a n=1")
            .stream()
            .map(
                r ->
                    r.replace(
                            "_time=1970-01-01T00:00:01Z u=a n=1; 2",
                            "u=a n=1; 2 _time=1970-01-01T00:00:01Z")
                        .replace(
                            "_time=1970-01-01T00:01:40Z u=a n=3",
                            "u=a n=3 _time=1970-01-01T00:01:40Z"))
            .toList());
  }
}
