package org.marsad.rules.check;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.rules.pack.SampleLog;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads test files; their form is told in the README of the packs. What cannot be used is told with
 * its place. One thread.
 */
final class TestFileReader {
  private static final Set<String> KEYS =
      Set.of("rule", "received", "before", "match", "no_match", "cases");
  private static final Set<String> CASE_KEYS =
      Set.of("name", "start", "before", "timeline", "until", "expect");
  private static final Set<String> STEP_KEYS = Set.of("at", "every", "times", "line", "event");

  /**
   * Times of lines that name none; a moment in the past that is no edge of a day, month or year.
   */
  private static final Instant RECEIVED = Instant.parse("2026-03-18T10:21:00Z");

  private static final Instant START = Instant.parse("2026-03-18T10:00:00Z");
  private static final String SPAN_EXPECTED = "expecting a span such as 500ms, 2s, 5m or 1h";
  private static final int MAX_DIGITS = 6;
  private static final int MAX_FILE = 4 << 20;
  private static final int MAX_TIMES = 100_000;

  private final List<RuleTest> tests = new ArrayList<>();
  private final List<RuleProblem> problems = new ArrayList<>();

  List<RuleTest> tests() {
    return tests;
  }

  List<RuleProblem> problems() {
    return problems;
  }

  /**
   * Reads a file.
   *
   * @param place how it is named
   * @param rules ids of the rules it may be about
   */
  void read(Path file, String place, List<String> rules) throws IOException {
    if (Files.size(file) > MAX_FILE) {
      problems.add(RuleProblem.of(place, "the file is larger than " + MAX_FILE + " bytes"));
      return;
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_FILE);
    try {
      var yaml = new Yaml(new SafeConstructor(options));
      for (Node document : yaml.composeAll(new StringReader(Files.readString(file)))) {
        document(document, place, rules);
      }
    } catch (BadTest e) {
      problems.add(new RuleProblem(place, e.line(), e.column(), String.valueOf(e.getMessage())));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      problems.add(
          new RuleProblem(
              place,
              mark == null ? 0 : mark.getLine() + 1,
              mark == null ? 0 : mark.getColumn() + 1,
              "the YAML is broken: " + e.getProblem()));
    } catch (YAMLException e) {
      problems.add(RuleProblem.of(place, "the YAML is broken: " + e.getMessage()));
    }
  }

  private void document(Node document, String place, List<String> rules) {
    Map<String, Node> members = TestNodes.members(document, KEYS);
    Instant received = time(members.get("received"), RECEIVED);
    List<String> before = filled(TestNodes.texts(members, "before"), received);
    if (members.containsKey("match") || members.containsKey("no_match")) {
      String rule = rule(document, members.get("rule"), rules);
      for (String key : List.of("match", "no_match")) {
        Node list = members.get(key);
        if (list != null) {
          for (Node item : TestNodes.list(list)) {
            tests.add(
                new RuleTest.Single(
                    at(place, item),
                    rule,
                    before,
                    filled(lines(item), received),
                    received,
                    key.equals("match")));
          }
        }
      }
    } else if (!members.containsKey("cases")) {
      throw new BadTest(document, "expecting match and no_match, or cases");
    }
    Node cases = members.get("cases");
    if (cases != null) {
      TestNodes.list(cases).forEach(each -> course(each, place));
    }
  }

  /** The rule a document is about: the only one of the file, or the one it names. */
  private static String rule(Node document, @Nullable Node named, List<String> rules) {
    if (named == null) {
      if (rules.size() != 1) {
        throw new BadTest(
            document,
            rules.isEmpty()
                ? "there is no rule beside it that can be used"
                : "the file beside it has several rules; expecting \"rule\" with one of " + rules);
      }
      return rules.getFirst();
    }
    String rule = TestNodes.text(named);
    if (!rules.contains(rule)) {
      throw new BadTest(
          named, "no rule \"" + rule + "\" in the file beside it" + Suggest.among(rule, rules));
    }
    return rule;
  }

  private static List<String> lines(Node item) {
    if (item instanceof SequenceNode list) {
      return list.getValue().stream().map(TestNodes::line).toList();
    }
    return List.of(TestNodes.line(item));
  }

  private static List<String> filled(List<String> lines, Instant time) {
    return lines.stream().map(line -> SampleLog.fill(line, time)).toList();
  }

  private void course(Node node, String place) {
    Map<String, Node> members = TestNodes.members(node, CASE_KEYS);
    Node name = required(node, members, "name");
    Node timeline = required(node, members, "timeline");
    Node expect = required(node, members, "expect");
    Instant start = time(members.get("start"), START);
    var lines = new ArrayList<SampleLog.Line>();
    TestNodes.list(timeline).forEach(step -> step(step, start, lines));
    if (lines.isEmpty()) {
      throw new BadTest(timeline, "expecting a line");
    }
    lines.sort((a, b) -> a.time().compareTo(b.time()));
    Node until = members.get("until");
    Instant end = lines.getLast().time();
    if (until != null) {
      end = start.plus(offset(until, TestNodes.text(until)));
    }
    var expected = new HashSet<String>();
    TestNodes.list(expect).forEach(each -> expected.add(TestNodes.text(each)));
    tests.add(
        new RuleTest.Course(
            at(place, node),
            TestNodes.text(name),
            filled(TestNodes.texts(members, "before"), start),
            lines,
            end,
            expected));
  }

  private static Node required(Node map, Map<String, Node> members, String name) {
    Node node = members.get(name);
    if (node == null) {
      throw new BadTest(map, "\"" + name + "\" is missing");
    }
    return node;
  }

  /** {@code "+mm:ss line"}, or a map that can repeat a line and hold an event of JSON. */
  private static void step(Node step, Instant start, List<SampleLog.Line> lines) {
    if (!(step instanceof MappingNode)) {
      String text = TestNodes.text(step);
      int blank = text.indexOf(' ');
      if (!text.startsWith("+") || blank < 0) {
        throw new BadTest(step, "expecting an offset like +01:02.345, a blank, and a line");
      }
      Instant time = start.plus(offset(step, text.substring(0, blank)));
      lines.add(new SampleLog.Line(time, SampleLog.fill(text.substring(blank + 1), time)));
      return;
    }
    Map<String, Node> members = TestNodes.members(step, STEP_KEYS);
    Node at = required(step, members, "at");
    Node line =
        members.containsKey("line") ? members.get("line") : required(step, members, "event");
    Duration first = offset(at, TestNodes.text(at));
    int times = times(members.get("times"));
    Duration every = every(members.get("every"));
    for (int i = 0; i < times && line != null; i++) {
      Instant time = start.plus(first).plus(every.multipliedBy(i));
      String text = TestNodes.line(line).replace("{n}", Integer.toString(i + 1));
      lines.add(new SampleLog.Line(time, SampleLog.fill(text, time)));
    }
  }

  private static int times(@Nullable Node node) {
    if (node == null) {
      return 1;
    }
    String text = TestNodes.text(node);
    if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > MAX_TIMES) {
      throw new BadTest(node, "expecting a number from 1 to " + MAX_TIMES);
    }
    return Integer.parseInt(text);
  }

  private static Duration every(@Nullable Node node) {
    if (node == null) {
      return Duration.ZERO;
    }
    String text = TestNodes.text(node);
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > MAX_DIGITS) {
      throw new BadTest(node, SPAN_EXPECTED);
    }
    long count = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> throw new BadTest(node, SPAN_EXPECTED);
    };
  }

  private static Duration offset(Node node, String text) {
    try {
      return SampleLog.offset(text);
    } catch (IllegalArgumentException e) {
      throw new BadTest(node, String.valueOf(e.getMessage()));
    }
  }

  private static Instant time(@Nullable Node node, Instant otherwise) {
    if (node == null) {
      return otherwise;
    }
    try {
      return Instant.parse(TestNodes.text(node));
    } catch (DateTimeException _) {
      throw new BadTest(node, "expecting a time such as 2026-03-18T10:00:00Z");
    }
  }

  private static String at(String place, Node node) {
    return place + ":" + (node.getStartMark().getLine() + 1);
  }
}
