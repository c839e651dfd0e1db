package org.marsad.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.detect.PackDetector;
import org.marsad.rules.detect.SignalMaker;
import org.marsad.rules.detect.WordFinder;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.rules.word.Vocabulary;
import org.marsad.server.Packs;

/**
 * Stage 1, measured: all rules of SigmaHQ over the mixed stream and over process creations alone,
 * beside a loop over the rules of each log source and beside Drools with the same conditions; and
 * how long rules take to be ready. Events are decoded before. Rates are by the CPU time of the one
 * thread. Then the whole engine, as {@link EngineBench} has it.
 */
final class DetectBench {
  private static final int EVENTS = 40_000;
  private static final int ROUNDS = 5;
  private static final int NAIVE_EVENTS = 4_000;

  private static final List<String> ENGINE = List.of("engine", "latency");
  private static final List<String> STATE = List.of("indicators", "terms", "values");
  private static final List<String> PARTS =
      List.of(
          "ready",
          "mixed",
          "loop",
          "drools",
          "processes",
          "packs",
          "edited",
          "indicators",
          "terms",
          "values",
          "engine",
          "latency");

  private final Path archive;
  private final List<String> parts;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private DetectBench(Path archive, List<String> parts) {
    this.archive = archive;
    this.parts = parts;
  }

  /** Runs the parts that are named, or all. */
  static void run(List<String> parts) throws IOException, InterruptedException {
    if (!PARTS.containsAll(parts)) {
      System.err.println("parts are " + String.join(", ", PARTS));
      System.exit(2);
    }
    if (parts.isEmpty() || parts.contains("indicators")) {
      IndicatorBench.run();
    }
    if (parts.isEmpty() || parts.contains("terms")) {
      NewTermsBench.run();
    }
    if (parts.isEmpty() || parts.contains("values")) {
      ValuesBench.run();
    }
    if (!parts.isEmpty() && STATE.containsAll(parts)) {
      return;
    }
    String corpora = System.getenv("MARSAD_CORPORA");
    Path archive = Path.of(corpora == null ? "" : corpora, "rules/sigmahq-rules.tar.gz");
    if (!Files.exists(archive)) {
      System.err.println("there is no " + archive + "; MARSAD_CORPORA names the folder of rules");
      System.exit(2);
    }
    boolean isStage1 =
        parts.stream().anyMatch(part -> !ENGINE.contains(part) && !STATE.contains(part));
    if (parts.isEmpty() || isStage1) {
      new DetectBench(archive, parts.isEmpty() ? PARTS : parts).stage1();
    }
    List<String> engine = parts.isEmpty() ? ENGINE : new ArrayList<>(ENGINE);
    if (!parts.isEmpty()) {
      engine.retainAll(parts);
    }
    if (!engine.isEmpty()) {
      EngineBench.run(archive, engine);
    }
  }

  private void stage1() throws IOException {
    List<SigmaRule> rules = ready();
    var events = new MixedEvents();
    var schema = new Schema();
    List<EventBatch> mixed = CorporaFile.events(events.lines(EVENTS), schema);
    var detector = new SigmaDetector(rules, schema);
    double stage1 = 0;
    if (asks("mixed") || asks("loop") || asks("drools")) {
      stage1 = measure("stage 1, mixed stream", mixed, detector);
    }
    List<List<SigmaRule>> judged = judged(rules, mixed, schema);
    if (asks("loop")) {
      double loop = loop(judged, mixed);
      System.out.printf(Locale.ROOT, "%-44s %10.1f times the loop%n", "", stage1 / loop);
    }
    if (asks("drools")) {
      double drools = drools(judged, mixed);
      System.out.printf(Locale.ROOT, "%-44s %10.1f times Drools%n", "", stage1 / drools);
    }
    if (asks("processes")) {
      measure(
          "stage 1, Windows process creation alone",
          CorporaFile.events(events.processCreations(EVENTS / 4), schema),
          detector);
    }
    if (asks("mixed") || asks("processes")) {
      slowest(rules, detector);
    }
    if (asks("packs")) {
      packs(events.lines(EVENTS));
    }
    if (asks("edited")) {
      edited(rules, mixed);
    }
  }

  /** Stage 1 of the packs that come with Marsad, with the words that their correlations ask for. */
  private void packs(List<String> lines) throws IOException {
    List<Pack> packs = Packs.shipped(PackLoader::load).packs();
    var schema = new Schema();
    Vocabulary vocabulary = Vocabulary.shipped();
    var words = new WordFinder(Correlator.compile(packs).interests(), vocabulary, schema);
    var maker = new SignalMaker(new PackDetector(packs, schema), words, vocabulary, schema);
    measure(
        "stage 1, the packs that come with Marsad",
        CorporaFile.events(lines, schema),
        (batch, row) -> maker.signal(batch, row) == null ? 0 : 1);
  }

  private boolean asks(String part) {
    return parts.contains(part);
  }

  /** From nothing to the first events of every kind judged. */
  private List<SigmaRule> ready() throws IOException {
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    List<SigmaRule> rules = new SigmaLoader().add(archive).loaded().rules();
    double read = (System.nanoTime() - wall) / 1e9;
    var schema = new Schema();
    var detector = new SigmaDetector(rules, schema);
    for (EventBatch batch : CorporaFile.events(new MixedEvents().lines(200), schema)) {
      for (int row = 0; row < batch.size(); row++) {
        detector.match(batch, row);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10d rules in %.2f s (read %.2f s), %.2f CPU s, in a JVM just started%n",
        "ready",
        rules.size(),
        (System.nanoTime() - wall) / 1e9,
        read,
        (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
    return rules;
  }

  private double measure(String what, List<EventBatch> batches, SigmaDetector detector) {
    return measure(what, batches, (batch, row) -> detector.match(batch, row).size());
  }

  private double measure(String what, List<EventBatch> batches, Stage1 stage1) {
    var rates = new ArrayList<Double>();
    long matches = 0;
    for (int round = 0; round < 2 + ROUNDS; round++) {
      long events = 0;
      matches = 0;
      long cpu = threads.getCurrentThreadCpuTime();
      for (EventBatch batch : batches) {
        for (int row = 0; row < batch.size(); row++) {
          matches += stage1.count(batch, row);
        }
        events += batch.size();
      }
      if (round >= 2) {
        rates.add(events / ((threads.getCurrentThreadCpuTime() - cpu) / 1e9));
      }
    }
    rates.sort(null);
    double median = rates.get(rates.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f events/s of CPU (%,.0f to %,.0f), %,d matches%n",
        what,
        median,
        rates.getFirst(),
        rates.getLast(),
        matches);
    return median;
  }

  /** The rules for the log source of each of the first events. */
  private static List<List<SigmaRule>> judged(
      List<SigmaRule> rules, List<EventBatch> batches, Schema schema) {
    var detector = new SigmaDetector(rules, schema);
    List<List<SigmaRule>> judged = new ArrayList<>();
    for (EventBatch batch : batches) {
      for (int row = 0; row < batch.size() && judged.size() < NAIVE_EVENTS; row++) {
        judged.add(detector.judged(batch, row));
      }
    }
    return judged;
  }

  private double loop(List<List<SigmaRule>> judged, List<EventBatch> batches) {
    var loop = new NaiveLoop();
    return slow(
        "a loop over the rules of the log source",
        judged,
        batches,
        (rules, batch, row) -> loop.count(rules, batch, row));
  }

  private double drools(List<List<SigmaRule>> judged, List<EventBatch> batches) {
    long begin = System.nanoTime();
    try (var drools = new DroolsAlpha(judged)) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %,10d rules built in %.2f s%n",
          "the alpha network of Drools",
          drools.rules(),
          (System.nanoTime() - begin) / 1e9);
      return slow("the alpha network of Drools", judged, batches, drools::count);
    }
  }

  private double slow(
      String what, List<List<SigmaRule>> judged, List<EventBatch> batches, Judge judge) {
    double rate = 0;
    long matches = 0;
    for (int round = 0; round < 2; round++) {
      long cpu = threads.getCurrentThreadCpuTime();
      int number = 0;
      matches = 0;
      for (EventBatch batch : batches) {
        for (int row = 0; row < batch.size() && number < judged.size(); row++) {
          matches += judge.count(judged.get(number++), batch, row);
        }
      }
      rate = number / ((threads.getCurrentThreadCpuTime() - cpu) / 1e9);
    }
    System.out.printf(
        Locale.ROOT,
        "%-44s %,10.0f events/s of CPU, %,d matches in %,d events%n",
        what,
        rate,
        matches,
        judged.size());
    return rate;
  }

  private static void slowest(List<SigmaRule> rules, SigmaDetector detector) {
    Map<String, RuleWork> work = detector.work();
    rules.stream()
        .sorted(
            Comparator.comparingLong(
                    (SigmaRule rule) -> work.getOrDefault(rule.id(), RuleWork.NONE).nanos())
                .reversed())
        .limit(3)
        .forEach(
            rule -> {
              RuleWork one = work.getOrDefault(rule.id(), RuleWork.NONE);
              System.out.printf(
                  Locale.ROOT,
                  "%-44s %s: %,d candidates of %,d events, %.2f s%n",
                  "slowest",
                  rule.title(),
                  one.candidates(),
                  one.events(),
                  one.nanos() / 1e9);
            });
  }

  /** One rule changed in a warm process: everything is read and compiled again. */
  private void edited(List<SigmaRule> rules, List<EventBatch> batches) throws IOException {
    long wall = System.nanoTime();
    List<SigmaRule> again = new SigmaLoader().add(archive).loaded().rules();
    EventBatch batch = batches.getFirst();
    var detector = new SigmaDetector(again, batch.schema());
    for (int row = 0; row < batch.size(); row++) {
      detector.match(batch, row);
    }
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.2f s until %,d rules judge again%n",
        "one rule edited",
        (System.nanoTime() - wall) / 1e9,
        rules.size());
  }

  /** What judges an event without stage 1. */
  @FunctionalInterface
  private interface Judge {
    /** How many of the rules for its log source hold. */
    int count(List<SigmaRule> judged, EventBatch batch, int row);
  }

  /** What is measured. */
  @FunctionalInterface
  private interface Stage1 {
    /** How many rules hold, or whether there is a signal. */
    int count(EventBatch batch, int row);
  }
}
