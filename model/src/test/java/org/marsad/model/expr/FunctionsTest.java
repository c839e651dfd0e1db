package org.marsad.model.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.query.TestRegex;

class FunctionsTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Qatar");
  private static final Env ENV =
      new Env(Instant.parse("2026-03-18T10:20:30.5Z"), ZONE, new TestRegex());
  private static final Map<String, Value> ROW =
      Map.of(
          "s", Value.of("Hello World"),
          "n", Value.of(12L),
          "digits", Value.of("4625"),
          "ip", Value.of("192.0.2.7"),
          "many", Value.of(List.of(Value.of("a"), Value.of("B"), Value.of("a"))),
          "t", new Value.Moment(1_700_000_000_000_000_000L));

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      quoteCharacter = '#',
      value = {
        "lower(s)  ^ hello world",
        "upper(many)  ^ A; B; A",
        "len(s)  ^ 11",
        "substr(s, 1, 5)  ^ Hello",
        "substr(s, -5)  ^ World",
        "split(\"a,b,c\", \",\")  ^ a; b; c",
        "join(many, \"-\")  ^ a-B-a",
        "replace(s, \"World\", \"x\")  ^ Hello x",
        "replace(s, /[lo]+/, \"<$0>\")  ^ He<llo> W<o>r<l>d",
        "extract(s, /(\\w+)$/)  ^ World",
        "match(s, /^hello/)  ^ false",
        "match(s, /(?i)^hello/)  ^ true",
        "if(n > 10, \"big\", \"small\")  ^ big",
        "case(n < 5, \"a\", n < 20, \"b\", \"c\")  ^ b",
        "coalesce(none, digits)  ^ 4625",
        "isnull(none)  ^ true",
        "cidr(ip, \"192.0.2.0/24\")  ^ true",
        "cidr(ip, \"198.51.100.0/24\")  ^ false",
        "isprivate(\"10.1.2.3\")  ^ true",
        "subnet(ip, 24)  ^ 192.0.2.0/24",
        "b64decode(\"aGVsbG8\")  ^ hello",
        "b64decode(\"aABpAA==\")  ^ hi",
        "b64encode(\"hello\")  ^ aGVsbG8=",
        "urldecode(\"a%20b%zz\")  ^ a b%zz",
        "hexdecode(\"6869\")  ^ hi",
        "md5(\"a\")  ^ 0cc175b9c0f1b6a831c399e269772661",
        "entropy(\"aabb\")  ^ 1",
        "entropy(\"abcd\")  ^ 2",
        "round(2.345, 2)  ^ 2.35",
        "abs(-3)  ^ 3",
        "7 % 4 + 2 * 3  ^ 9",
        "10 / 4  ^ 2.5",
        "s + \"!\"  ^ Hello World!",
        "digits == 4625  ^ true",
        "digits == \"4625\"  ^ true",
        "s == \"hello world\"  ^ false",
        "s =~ \"hello world\"  ^ true",
        "s like \"hello*\"  ^ true",
        "s contains \"LO W\"  ^ true",
        "s has \"world\"  ^ true",
        "s has \"worl\"  ^ false",
        "many == \"B\"  ^ true",
        "all(many, many != \"c\")  ^ true",
        "all(many, many == \"a\")  ^ false",
        "n in (1, 12)  ^ true",
        "none != 1  ^ false",
        "t > time(\"2023-01-01\")  ^ true",
        "t + 1h - t  ^ 3600",
        "strptime(\"2026-03-18 10:00:00\", \"%Y-%m-%d %H:%M:%S\")  ^ 2026-03-18T07:00:00Z",
        "strftime(t, \"%Y-%m-%d %H:%M\")  ^ 2023-11-15 01:13",
        "hour(t)  ^ 1",
        "ago(15m)  ^ 2026-03-18T10:05:30.500Z",
        "bin(t, 1h)  ^ 2023-11-14T22:00:00Z",
        "bin(t, 1d)  ^ 2023-11-14T21:00:00Z",
        "relative_time(t, \"@d\")  ^ 2023-11-14T21:00:00Z",
        "tonumber(\"0x1f\")  ^ 31",
        "size(many)  ^ 3",
        "distinct(many)  ^ a; B",
        "nth(many, -1)  ^ a",
        "levenshtein(\"kitten\", \"sitting\")  ^ 3",
      })
  void computes(String text, String expected) {
    assertEquals(expected, eval(text).text(), text);
  }

  @Test
  void missingStaysMissing() {
    assertEquals(Values.NULL, eval("lower(none)"));
    assertEquals(Values.NULL, eval("none + 1"));
    assertEquals(Values.NULL, eval("1 / 0"));
    assertEquals(Values.NULL, eval("strptime(\"x\", \"%Y\")"));
    assertEquals(Values.NULL, eval("repeat(\"aaaaaaaaaa\", 1e9)"));
  }

  @Test
  void everyFunctionIsFoundByItsName() {
    for (String name : Functions.names()) {
      assertEquals(name, Functions.find(name) instanceof Function f ? f.name() : "none");
    }
  }

  private static Value eval(String text) {
    var in = new TextReader(text, ENV.now(), ZONE, ENV.regexes());
    Expr expr = ExprParser.read(in);
    assertEquals(List.of(), in.problems(), text);
    var again = new TextReader(expr.toString(), ENV.now(), ZONE, ENV.regexes());
    assertEquals(expr, ExprParser.read(again), text);
    return new Evaluator(ENV).compile(expr).of(name -> ROW.getOrDefault(name, Values.NULL));
  }
}
