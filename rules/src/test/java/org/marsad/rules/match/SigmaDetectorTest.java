package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.random.Seeds;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;

class SigmaDetectorTest {
  private static final List<String> FIELDS = List.of("A", "B", "C d", "e.f");
  private static final List<String> WORDS =
      List.of(
          "",
          "a",
          "ab",
          "Power",
          "shell",
          "\\cmd.exe",
          "-enc",
          "4624",
          "0x10",
          "x*y",
          "\u00c4\u00df",
          "one two",
          "{\"q\":1}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "A: 'Foo.EXE'              ~ A=foo.exe        ~ true",
        "A: 'Foo.EXE'              ~ A=xfoo.exe       ~ false",
        "A|endswith: '\\cmd.exe'   ~ A=C:\\x\\CMD.exe ~ true",
        "A|endswith: '\\cmd.exe'   ~ A=C:\\cmd.exe.b  ~ false",
        "A|contains|all: [b, c]    ~ A=a,A=cb         ~ true",
        "A|contains|all: [b, c]    ~ A=b              ~ false",
        "A: null                   ~ B=1              ~ true",
        "A: null                   ~ A=               ~ false",
        "A: ''                     ~ A=               ~ true",
        "A: 4624                   ~ A=4624           ~ true",
        "A: 4624                   ~ A=0x1210         ~ true",
        "A: '4624'                 ~ A=4624           ~ true",
        "A: true                   ~ A=True           ~ true",
        "A|neq: 5                  ~ A=6              ~ true",
        "A|neq: 5                  ~ B=6              ~ true",
        "A|gte: 5                  ~ A=5.5            ~ true",
        "A|gte: 5                  ~ A=five           ~ false",
        "A|re: 'o{2}b'             ~ A=foobar         ~ true",
        "A|re: '^foo'              ~ A=xfoo           ~ false",
        "A|re|i: 'FOO'             ~ A=xfoo           ~ true",
        "A|re: '^(?!good).*bad'    ~ A=so bad         ~ true",
        "A|re: '^(?!good).*bad'    ~ A=good bad       ~ false",
        "A|re|i: '(o)\\1B'        ~ A=foobar         ~ true",
        "A|cidr: 192.0.2.0/24      ~ A=192.0.2.77     ~ true",
        "A|cidr: '2001:db8::/32'   ~ A=2001:0DB8:0:0:0:0:0:1 ~ true",
        "A|fieldref: B             ~ A=x,B=X          ~ true",
        "A|fieldref|endswith: B    ~ A=foobar,B=bar   ~ true",
        "A|windash|contains: ' -e' ~ A=p \u2014E x    ~ true",
        "A|base64offset|contains: foobar ~ A=xxZvb2Jhcg== ~ true",
        "A|wide|base64offset|contains: ping ~ A=cABpAG4AZwA= ~ true",
        "A|cased: Foo              ~ A=foo            ~ false",
        "A|hour|gte: 22            ~ A=2026-03-18T23:00:00Z ~ true",
        "A|month: 3                ~ A=2026-03-18     ~ true",
        "A|hour: 0                 ~ A=2026-03-18     ~ false",
        "Cd: x                     ~ C d=x            ~ true",
        "A|contains: 'a*c'         ~ A=xx a--c yy     ~ true",
        "A: 'a?c'                  ~ A=a\u00e4c       ~ true",
        "A: '*'                    ~ A=               ~ true",
        "A: '*'                    ~ B=x              ~ false",
      })
  void judgesAsTheSpecificationSays(String item, String event, boolean holds) {
    SigmaRule rule = rule("  sel: {" + item.strip() + "}\n  condition: sel\n", 0);
    assertEquals(holds, match(List.of(rule), parse(event.strip())).size() == 1, item);
  }

  @Test
  void countsValuesOnWhichAnExpressionWasGivenUpAlsoWhenRulesChange() {
    SigmaRule rule = rule("  sel: {A|re: '^(?!x)(a|a)+\\1?$'}\n  condition: sel\n", 0);
    var schema = new Schema();
    var detector = new SigmaDetector(List.of(rule), schema);
    EventBatch event = batch(Map.of("A", List.of("a".repeat(60) + "b")), schema);
    assertEquals(List.of(), detector.match(event, 0));
    assertEquals(1, detector.unfinished());
    var same = new SigmaDetector(List.of(rule), Map.of(), schema, detector);
    same.match(event, 0);
    assertEquals(2, same.unfinished());
    SigmaRule other = rule("  sel: {A: b}\n  condition: sel\n", 1);
    assertEquals(2, new SigmaDetector(List.of(other), Map.of(), schema, same).unfinished());
  }

  @Test
  void keywordsLookAtWhatTheSenderSaid() {
    SigmaRule rule = rule("  kw: ['Event::Clear', 'foo*bar']\n  condition: kw\n", 0);
    assertEquals(1, match(List.of(rule), Map.of("m", List.of("x event::clear y"))).size());
    assertEquals(1, match(List.of(rule), Map.of("m", List.of("a foo z bar b"))).size());
    assertEquals(0, match(List.of(rule), Map.of("tags", List.of("event::clear"))).size());
  }

  @Test
  void rulesAreJudgedOnEventsOfTheirLogSourceAlone() {
    String text = "  sel: {Image|endswith: x.exe}\n  condition: sel\n";
    List<SigmaRule> rules =
        List.of(
            rule(text, 1, "{product: windows, category: process_creation}"),
            rule(text, 2, "{product: windows, category: image_load}"),
            rule(text, 3, "{product: windows}"),
            rule(text, 4, "{category: nobody_knows}"));
    String sysmon = "Microsoft-Windows-Sysmon/Operational";
    assertEquals(List.of(1, 3), found(rules, "Channel=" + sysmon + ",EventID=1,Image=x.exe"));
    assertEquals(List.of(2, 3), found(rules, "Channel=" + sysmon + ",EventID=7,Image=x.exe"));
    assertEquals(
        List.of(1), found(rules, "Channel=security,EventID=4688,NewProcessName=C:\\x.exe"));
    assertEquals(List.of(2, 3), found(rules, "product=Windows,category=image_load,Image=x.exe"));
    assertEquals(List.of(4), found(rules, "Image=x.exe"));
  }

  @Test
  void agreesWithThePlainWay() {
    agrees(2_000);
  }

  @Test
  @Tag("extended")
  void agreesWithThePlainWayAHundredThousandTimes() {
    agrees(100_000);
  }

  /** Random rules over random events, fifty rules a set so that they share tests. */
  private static void agrees(int pairs) {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int done = 0; done < pairs; ) {
      var rules = new ArrayList<SigmaRule>();
      for (int i = 0; i < 50; i++) {
        rules.add(rule(detection(random), i));
      }
      for (int i = 0; i < 20; i++, done += rules.size()) {
        Map<String, List<String>> event = event(random);
        List<SigmaRule> held = match(rules, event);
        Map<String, List<String>> named = new LinkedHashMap<>();
        event.forEach((name, values) -> named.put(name.replace(" ", ""), values));
        explained(rules.get(i), held.contains(rules.get(i)), event, seed);
        for (SigmaRule rule : rules) {
          assertEquals(
              NaiveSigma.holds(rule.condition(), named),
              held.contains(rule),
              () -> "seed " + seed + ", " + event + ", " + rule.condition());
        }
      }
    }
  }

  /** Explaining a rule comes to the same end, and the nearest miss is none where it holds. */
  private static void explained(
      SigmaRule rule, boolean held, Map<String, List<String>> event, long seed) {
    var schema = new Schema();
    Explanation told = new SigmaExplainer(rule, schema).explain(batch(event, schema), 0);
    assertEquals(held, told.holds(), () -> "seed " + seed + ", " + event + ", " + told);
    assertEquals(held, told.nearestMiss().isEmpty(), () -> "seed " + seed + ", " + told);
  }

  private static String detection(Random random) {
    var text = new StringBuilder();
    int identifiers = 1 + random.nextInt(3);
    for (int i = 0; i < identifiers; i++) {
      text.append("  s").append(i).append(":\n");
      if (random.nextInt(8) == 0) {
        text.append("    - ").append(quoted(random, true)).append('\n');
        continue;
      }
      for (int field = random.nextInt(2); field < 4; field += 1 + random.nextInt(3)) {
        text.append("    ").append(item(random, FIELDS.get(field).replace(" ", ""))).append('\n');
      }
    }
    String[] conditions = {
      "1 of s*", "all of them", "s0 and not 1 of s*", "not s0", "s0", "not all of s*"
    };
    return text.append("  condition: ")
        .append(conditions[random.nextInt(6)])
        .append('\n')
        .toString();
  }

  private static String item(Random random, String field) {
    return switch (random.nextInt(12)) {
      case 0 -> field + ": null";
      case 1 -> field + ": 4624";
      case 2 -> field + "|gt: 15";
      case 3 -> field + "|exists: " + random.nextBoolean();
      case 4 -> field + "|fieldref|contains: A";
      case 5 ->
          field
              + "|re: '"
              + List.of("b", "^po", "[a-c]d", "s.e", "he|x", "l+$").get(random.nextInt(6))
              + "'";
      case 6 -> field + "|contains|cased: " + quoted(random, false);
      case 7 -> field + "|startswith: [" + quoted(random, true) + ", " + quoted(random, true) + "]";
      case 8 -> field + "|endswith: " + quoted(random, true);
      case 9 ->
          field + "|contains|all: [" + quoted(random, true) + ", " + quoted(random, true) + "]";
      default -> field + ": " + quoted(random, true);
    };
  }

  private static String quoted(Random random, boolean wild) {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    if (wild && random.nextInt(4) == 0) {
      word += random.nextBoolean() ? "*" : "?";
    }
    return "'"
        + (random.nextBoolean() ? word : word + WORDS.get(random.nextInt(WORDS.size())))
        + "'";
  }

  private static Map<String, List<String>> event(Random random) {
    Map<String, List<String>> event = new LinkedHashMap<>();
    for (String field : FIELDS) {
      var values = new ArrayList<String>();
      for (int i = random.nextInt(3); i > 0; i--) {
        var value = new StringBuilder();
        for (int j = random.nextInt(3); j >= 0; j--) {
          value.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        values.add(value.toString());
      }
      if (!values.isEmpty()) {
        event.put(field, values);
      }
    }
    return event;
  }

  @Test
  void anotherDetectorGoesOnWithWhatIsTheSame() {
    var schema = new Schema();
    SigmaRule kept = rule("  s: {A: x}\n  condition: s\n", 1, "{category: kept}");
    SigmaRule edited = rule("  s: {A: y}\n  condition: s\n", 2, "{category: edited}");
    SigmaRule gone = rule("  s: {A: x}\n  condition: s\n", 3, "{category: edited}");
    EventBatch ofKept = batch(parse("category=kept,A=x"), schema);
    EventBatch ofEdited = batch(parse("category=edited,A=x"), schema);
    var before = new SigmaDetector(List.of(gone, edited, kept), schema);
    assertEquals(List.of(kept), before.match(ofKept, 0));
    assertEquals(List.of(gone), before.match(ofEdited, 0));
    SigmaRule now = rule("  s: {A: [x, z]}\n  condition: s\n", 2, "{category: edited}");
    assertEquals(edited.id(), now.id());
    SigmaRule fresh = rule("  s: {A: x}\n  condition: s\n", 4, "{category: edited}");
    var after = new SigmaDetector(List.of(fresh, kept, now), Map.of(), schema, before);
    assertEquals(List.of(fresh, now), after.match(ofEdited, 0), "in the order they were given");
    assertEquals(List.of(kept), after.match(ofKept, 0));
    assertEquals(
        2,
        Objects.requireNonNull(after.work().get(kept.id())).matches(),
        "what was counted goes on");
    assertEquals(1, Objects.requireNonNull(after.work().get(now.id())).matches());
    assertEquals(Set.of(fresh.id(), kept.id(), now.id()), after.work().keySet());
  }

  @Test
  void aDetectorThatIsNotUsedAnyMoreIsGone() {
    var schema = new Schema();
    EventBatch event = batch(parse("category=anything,A=x"), schema);
    var detector = new SigmaDetector(List.of(rule("  s: {A: x}\n  condition: s\n", 1)), schema);
    assertEquals(1, detector.match(event, 0).size());
    var gone = new WeakReference<>(detector);
    detector = new SigmaDetector(List.of(), schema);
    assertEquals(0, detector.match(event, 0).size());
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (gone.get() != null && System.nanoTime() < deadline) {
      System.gc();
    }
    assertNull(gone.get(), "the thread keeps it");
  }

  private static List<Integer> found(List<SigmaRule> rules, String event) {
    return match(rules, parse(event)).stream().map(rule -> Integer.parseInt(rule.title())).toList();
  }

  private static Map<String, List<String>> parse(String text) {
    Map<String, List<String>> event = new LinkedHashMap<>();
    for (String member : text.split(",(?=[A-Za-z ]+=)", -1)) {
      String[] parts = member.split("=", 2);
      event.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    return event;
  }

  private static List<SigmaRule> match(List<SigmaRule> rules, Map<String, List<String>> event) {
    var schema = new Schema();
    return new SigmaDetector(rules, schema).match(batch(event, schema), 0);
  }

  private static EventBatch batch(Map<String, List<String>> event, Schema schema) {
    EventBatch.Builder builder = EventBatch.builder(schema);
    builder.begin(1, Samples.NOW, Samples.HTTP, 0, 0);
    event.forEach(
        (name, values) -> {
          for (String value : values) {
            byte[] bytes = value.getBytes(UTF_8);
            int at = builder.append(bytes, 0, bytes.length);
            builder.add(schema.id(name), ValueKind.TEXT, at, bytes.length);
          }
        });
    return builder.end().build();
  }

  private static SigmaRule rule(String detection, int number) {
    return rule(detection, number, "{category: anything}");
  }

  private static SigmaRule rule(String detection, int number, String logSource) {
    SigmaLoader.Loaded loaded =
        new SigmaLoader()
            .add(
                "r.yml",
                "title: " + number + "\nlogsource: " + logSource + "\ndetection:\n" + detection)
            .loaded();
    assertEquals(List.of(), loaded.problems(), detection);
    return loaded.rules().getFirst();
  }
}
