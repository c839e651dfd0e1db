package org.marsad.rules.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Alert;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.detect.PackDetector;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.explain.QueryExplainer;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.match.SigmaExplainer;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.pack.SampleLog;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;

/**
 * The tests that lie beside the rules of a pack, run by the code of the server: lines through the
 * formats of the collector and the first stage, courses of time through the whole engine. One
 * thread.
 */
public final class PackTests {
  private static final String SUFFIX = ".test.yaml";
  private static final Origin ORIGIN = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.1");

  private final Pack pack;
  private final Schema schema;
  private final LineDecoder decoder;
  private final List<RuleTest> tests;
  private final List<RuleProblem> problems;
  private final List<String> correlations;
  private final PackDetector detector;
  private final Correlator correlator;

  private PackTests(Pack pack, TestFileReader files, Schema schema, LineDecoder decoder) {
    this.pack = pack;
    this.schema = schema;
    this.decoder = decoder;
    tests = List.copyOf(files.tests());
    detector = new PackDetector(List.of(pack), schema);
    correlator = Correlator.compile(List.of(pack));
    var stateful = new ArrayList<String>();
    correlator.rules().forEach(rule -> stateful.add(rule.meta().id()));
    pack.grouped().forEach(rule -> stateful.add(rule.meta().id()));
    correlations = List.copyOf(stateful);
    var all = new ArrayList<>(files.problems());
    all.addAll(correlator.problems());
    problems = List.copyOf(all);
  }

  /**
   * Reads the tests of a pack.
   *
   * @param folder of the pack
   * @param decoder reads its lines, into events of the schema
   */
  public static PackTests read(Path folder, Pack pack, Schema schema, LineDecoder decoder)
      throws IOException {
    var reader = new TestFileReader();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList()) {
        reader.read(file, pack.name() + "/" + folder.relativize(file), rules(file));
      }
    }
    return new PackTests(pack, reader, schema, decoder);
  }

  /** Ids of the rules for single events in the file that a test file lies beside. */
  private static List<String> rules(Path test) throws IOException {
    String name = String.valueOf(test.getFileName());
    String stem = name.substring(0, name.length() - SUFFIX.length());
    for (String suffix : List.of(".yml", ".yaml")) {
      Path file = test.resolveSibling(stem + suffix);
      if (Files.exists(file)) {
        JsonNode head = new YAMLMapper().readTree(Files.readString(file));
        return head != null && head.has("detection") || suffix.equals(".yml")
            ? sigma(file)
            : List.of(head == null ? "" : head.path("id").asText());
      }
    }
    return List.of();
  }

  private static List<String> sigma(Path file) throws IOException {
    String text = Files.readString(file);
    return new SigmaLoader()
        .add(String.valueOf(file), text).loaded().rules().stream().map(SigmaRule::id).toList();
  }

  /** How many rules the pack has. */
  public int ruleCount() {
    return pack.singles().size() + pack.newTerms().size() + correlations.size();
  }

  /** All tests, in the order of their files. */
  public List<RuleTest> tests() {
    return tests;
  }

  /** Test files and correlations that cannot be used. */
  public List<RuleProblem> problems() {
    return problems;
  }

  /** What lacks of tests: a rule needs one where it holds, and one where it does not. */
  public List<String> missing() {
    Set<String> holding = new HashSet<>();
    Set<String> others = new HashSet<>();
    Set<String> stateful = new TreeSet<>(correlations);
    for (RuleTest test : tests) {
      switch (test) {
        case RuleTest.Single single -> (single.holds() ? holding : others).add(single.rule());
        case RuleTest.Course course ->
            stateful.forEach(id -> (course.expected().contains(id) ? holding : others).add(id));
      }
    }
    // What raises no alert of its own shows in the correlations that name it.
    KeyedRules keyed = KeyedRules.of(List.of(pack));
    Set<String> all = new TreeSet<>();
    stateful.stream().filter(id -> !keyed.isSilent(id)).forEach(all::add);
    pack.singles().forEach(rule -> all.add(rule.meta().id()));
    pack.newTerms().forEach(rule -> all.add(rule.meta().id()));
    var missing = new ArrayList<String>();
    for (String id : all) {
      if (!holding.contains(id)) {
        missing.add(id + " has no test in which it holds");
      } else if (!others.contains(id)) {
        missing.add(id + " has no test in which it does not hold");
      }
    }
    return missing;
  }

  /** Runs a test. */
  public Outcome run(RuleTest test) {
    long begin = System.nanoTime();
    String failure =
        switch (test) {
          case RuleTest.Single single -> single(single);
          case RuleTest.Course course -> course(course);
        };
    return new Outcome(test, failure, System.nanoTime() - begin);
  }

  private String single(RuleTest.Single test) {
    EventBatch batch = batch(test.before(), at(test.lines(), test.received()), test.received());
    int first = test.before().size();
    boolean held = false;
    for (int row = first; row < batch.size(); row++) {
      held |= detector.match(batch, row).contains(test.rule());
    }
    if (held == test.holds()) {
      return "";
    }
    String lines = String.join("\n", test.lines());
    return held
        ? test.rule() + " holds and should not for\n" + lines
        : test.rule()
            + " does not hold and should for\n"
            + lines
            + "\nnearest miss: "
            + miss(test.rule(), batch, batch.size() - 1);
  }

  private String miss(String id, EventBatch batch, int row) {
    for (Rule.Single rule : pack.singles()) {
      if (rule.meta().id().equals(id)) {
        return switch (rule) {
          case Rule.Detection detection ->
              new QueryExplainer(schema, new Re2()).explain(detection, batch, row).miss();
          case Rule.Sigma sigma ->
              new SigmaExplainer(sigma.rule(), schema).explain(batch, row).miss();
          case Rule.Indicator indicator ->
              "no value of " + indicator.fields() + " is on the list " + indicator.list();
        };
      }
    }
    for (Rule.NewTerms rule : pack.newTerms()) {
      if (rule.meta().id().equals(id)) {
        var match = new Rule.Detection(rule.meta(), rule.match(), List.of());
        return new QueryExplainer(schema, new Re2()).explain(match, batch, row).miss();
      }
    }
    return "no rule has this id";
  }

  private static List<SampleLog.Line> at(List<String> lines, Instant time) {
    return lines.stream().map(line -> new SampleLog.Line(time, line)).toList();
  }

  private String course(RuleTest.Course test) {
    Set<String> singles = new HashSet<>();
    pack.singles().forEach(rule -> singles.add(rule.meta().id()));
    Instant start = test.lines().getFirst().time();
    Map<String, Alert> held = new HashMap<>();
    try (Trial trial = Trial.open(List.of(pack), correlator, schema)) {
      trial.accept(batch(test.before(), test.lines(), start));
      trial.tick(Nanos.of(test.until()));
      for (Alert alert : trial.alerts()) {
        if (!singles.contains(alert.ruleId())) {
          held.putIfAbsent(alert.ruleId(), alert);
        }
      }
    } catch (IOException e) {
      return "the engine cannot be started: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
    return difference(test, held);
  }

  private static String difference(RuleTest.Course test, Map<String, Alert> held) {
    var told = new ArrayList<String>();
    for (String id : new TreeSet<>(test.expected())) {
      if (!held.containsKey(id)) {
        told.add(id + " does not hold and should");
      }
    }
    for (String id : new TreeSet<>(held.keySet())) {
      @Nullable Alert alert = held.get(id);
      if (alert != null && !test.expected().contains(id)) {
        told.add(id + " holds and should not: " + alert.reason());
      }
    }
    return String.join("\n", told);
  }

  private EventBatch batch(List<String> before, List<SampleLog.Line> lines, Instant start) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    long id = 0;
    for (SampleLog.Line line : at(before, start)) {
      add(batch, id++, line);
    }
    for (SampleLog.Line line : lines) {
      add(batch, id++, line);
    }
    return batch.build();
  }

  private void add(EventBatch.Builder batch, long id, SampleLog.Line line) {
    byte[] bytes = line.text().getBytes(UTF_8);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(id, Nanos.of(line.time()), ORIGIN, at, bytes.length);
    decoder.decode(batch, at, bytes.length);
    batch.end();
  }
}
