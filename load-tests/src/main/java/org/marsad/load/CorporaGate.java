package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.match.SigmaExplainer;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.server.cli.Main;

/**
 * What must hold of the rules over the labelled logs in {@code MARSAD_CORPORA}, a line each with
 * figures: {@code ./dev rules corpora}. One thread.
 */
final class CorporaGate {
  private static final List<String> WINDOWS =
      List.of("evtx-attack-samples", "evtx-to-mitre", "evtx-deepblue-yamato");
  private static final int RANDOM_PAIRS = 100_000;
  private static final int SHOWN = 500;

  /** Sets and rules that hold where no label says so; argued in rules/RATIONALE.md. */
  private static final Map<String, Set<String>> ARGUED =
      Map.of(
          "evtx-to-mitre", Set.of("06d71506-7beb-4f22-8888-e2e5e2ca7fd8"),
          "otrf", Set.of("06d71506-7beb-4f22-8888-e2e5e2ca7fd8"),
          "cloud",
              Set.of(
                  "6e61ee20-ce00-4f8d-8aee-bedd8216f7e3", "fe513c69-734c-4d4a-8548-ac5f609be82b"));

  private final Path corpora;
  private final JsonMapper json = new JsonMapper();
  private int failed;

  private CorporaGate(Path corpora) {
    this.corpora = corpora;
  }

  /** Runs the parts that are named, or all; the exit code is 1 if something does not hold. */
  static int run(List<String> parts) throws IOException {
    String found = System.getenv("MARSAD_CORPORA");
    if (found == null || !Files.isDirectory(Path.of(found))) {
      System.err.println("MARSAD_CORPORA names no folder with the labelled logs");
      return 2;
    }
    var gate = new CorporaGate(Path.of(found));
    gate.all(parts);
    return gate.failed == 0 ? 0 : 1;
  }

  private void all(List<String> parts) throws IOException {
    long begin = System.nanoTime();
    SigmaLoader.Loaded loaded =
        new SigmaLoader().add(corpora.resolve("rules/sigmahq-rules.tar.gz")).loaded();
    boolean all = parts.isEmpty();
    double seconds = (System.nanoTime() - begin) / 1e9;
    row(
        "rules load",
        loaded.rules().size() == 3752 && loaded.problems().size() == 2,
        "%,d of 3,754 load in %.1f s; left out: %s"
            .formatted(loaded.rules().size(), seconds, problems(loaded.problems())));
    if (all || parts.contains("regression")) {
      regression(loaded.rules());
    }
    if (all || parts.contains("windows")) {
      for (String set : WINDOWS) {
        set(set, loaded.rules());
      }
    }
    if (all || parts.contains("otrf")) {
      folder("otrf", loaded.rules());
    }
    if (all || parts.contains("cloud")) {
      folder("cloud", loaded.rules());
    }
    if (all || parts.contains("conformance")) {
      conformance();
      correlations();
    }
    if (all || parts.contains("lanes")) {
      lanes(loaded.rules());
    }
    if (all || parts.contains("queries")) {
      queries(loaded.rules());
    }
    if (all || parts.contains("plain")) {
      plain(loaded.rules());
    }
    System.out.println(failed == 0 ? "all hold" : failed + " do not hold");
  }

  private static String problems(List<RuleProblem> problems) {
    return String.join(" | ", problems.stream().map(RuleProblem::toString).toList());
  }

  private void row(String what, boolean holds, String figures) {
    failed += holds ? 0 : 1;
    System.out.printf(Locale.ROOT, "%-5s %-34s %s%n", holds ? "pass" : "FAIL", what, figures);
  }

  private void regression(List<SigmaRule> rules) throws IOException {
    Set<Pair> expected = expected("sigma-regression.expected.ndjson");
    Set<Pair> flat = found("sigma-regression.ndjson.gz", rules);
    int held = 0;
    int all = 0;
    for (JsonNode range : ndjson("sigma-regression.index.ndjson")) {
      all++;
      int wanted = Math.max(1, range.path("upstream_match_count").asInt(1));
      int count = 0;
      for (int line = range.path("first").asInt(); line <= range.path("last").asInt(); line++) {
        count += flat.contains(new Pair(line, range.path("rule").asText())) ? 1 : 0;
      }
      held += count >= wanted ? 1 : 0;
    }
    row("regression set", held == all, held + " of " + all + " rules hold where they must");
    pairs("regression, flat", expected, flat);
    pairs("regression, nested", expected, found("sigma-regression.nested.ndjson.gz", rules));
  }

  private void set(String set, List<SigmaRule> rules) throws IOException {
    pairs(set, expected(set + ".expected.ndjson"), found(set + ".ndjson.gz", rules));
  }

  private void folder(String folder, List<SigmaRule> rules) throws IOException {
    Map<String, Set<Pair>> expected = new TreeMap<>();
    for (JsonNode each : ndjson(folder + "/expected.ndjson")) {
      expected.computeIfAbsent(each.path("file").asText(), _ -> new HashSet<>()).add(pair(each));
    }
    var wanted = new HashSet<String>();
    var got = new HashSet<String>();
    try (var files = Files.list(corpora.resolve(folder))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".ndjson.gz")).toList()) {
        String name = String.valueOf(file.getFileName());
        expected.getOrDefault(name, Set.of()).forEach(pair -> wanted.add(name + " " + pair));
        found(folder + "/" + name, rules).forEach(pair -> got.add(name + " " + pair));
      }
    }
    pairs(folder, wanted, got);
  }

  private void pairs(String what, Set<?> expected, Set<?> got) {
    var missing = new TreeSet<String>();
    expected.stream().filter(pair -> !got.contains(pair)).forEach(p -> missing.add(p.toString()));
    var extra = new TreeSet<String>();
    int argued = 0;
    for (Object pair : got) {
      if (!expected.contains(pair)) {
        if (ARGUED.getOrDefault(what, Set.of()).stream().anyMatch(pair.toString()::contains)) {
          argued++;
        } else {
          extra.add(pair.toString());
        }
      }
    }
    row(
        what,
        missing.isEmpty() && extra.isEmpty(),
        "%,d pairs expected, %d missing, %d extra%s"
            .formatted(
                expected.size(),
                missing.size(),
                extra.size(),
                argued == 0 ? "" : ", " + argued + " argued in rules/RATIONALE.md"));
    missing.stream().limit(SHOWN).forEach(each -> System.out.println("        missing " + each));
    extra.stream().limit(SHOWN).forEach(each -> System.out.println("        extra " + each));
  }

  private Set<Pair> expected(String file) throws IOException {
    var pairs = new HashSet<Pair>();
    for (JsonNode each : ndjson(file)) {
      pairs.add(pair(each));
    }
    return pairs;
  }

  private static Pair pair(JsonNode node) {
    return new Pair(node.path("line").asLong(), node.path("rule").asText());
  }

  private Set<Pair> found(String file, List<SigmaRule> rules) throws IOException {
    var schema = new Schema();
    var detector = new SigmaDetector(rules, schema);
    var pairs = new HashSet<Pair>();
    for (EventBatch batch : CorporaFile.events(CorporaFile.lines(corpora.resolve(file)), schema)) {
      for (int row = 0; row < batch.size(); row++) {
        for (SigmaRule rule : detector.match(batch, row)) {
          pairs.add(new Pair(batch.id(row), rule.id()));
        }
      }
    }
    return pairs;
  }

  private void conformance() throws IOException {
    int good = 0;
    int cases = 0;
    var bad = new ArrayList<String>();
    List<JsonNode> vectors = ndjson("conformance/detection.ndjson");
    for (JsonNode vector : vectors) {
      SigmaLoader.Loaded loaded =
          new SigmaLoader().add("r.yml", vector.path("rule").asText()).loaded();
      boolean holds = vector.path("load").asText().equals("reject") == loaded.rules().isEmpty();
      for (JsonNode each : vector.path("cases")) {
        cases++;
        var schema = new Schema();
        EventBatch event =
            CorporaFile.events(List.of(each.path("event").toString()), schema).getFirst();
        boolean matches = !new SigmaDetector(loaded.rules(), schema).match(event, 0).isEmpty();
        holds &= matches == each.path("match").asBoolean();
      }
      good += holds ? 1 : 0;
      if (!holds) {
        bad.add(vector.path("name").asText());
      }
    }
    row(
        "conformance, detection",
        good == vectors.size(),
        good + " of " + vectors.size() + " vectors, " + cases + " cases " + bad);
  }

  /** By the command itself. */
  private void correlations() throws IOException {
    Path folder = Files.createTempDirectory("marsad-corpora-");
    int good = 0;
    var bad = new ArrayList<String>();
    List<JsonNode> vectors = ndjson("conformance/correlation.ndjson");
    try {
      for (JsonNode vector : vectors) {
        var lines = new ArrayList<String>();
        vector.path("events").forEach(event -> lines.add(event.toString()));
        Path rules = Files.writeString(folder.resolve("r.yml"), vector.path("rules").asText());
        Path events = Files.write(folder.resolve("e.ndjson"), lines);
        var wanted = new ArrayList<String>();
        for (JsonNode each : vector.path("first_fire")) {
          wanted.add(each.path("group") + " " + (each.path("event").asInt() + 1));
        }
        var got = new ArrayList<String>();
        for (JsonNode each : match(rules, events)) {
          if (each.has("group")) {
            got.add(each.path("group") + " " + each.path("line"));
          }
        }
        if (wanted.equals(got)) {
          good++;
        } else {
          bad.add(vector.path("name").asText());
        }
      }
    } finally {
      Folders.delete(folder);
    }
    row(
        "conformance, correlation",
        good == vectors.size(),
        good + " of " + vectors.size() + " vectors " + bad);
  }

  private List<JsonNode> match(Path rules, Path events) throws IOException {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      Main.run("rules", "match", rules.toString(), events.toString());
    } finally {
      System.setOut(before);
    }
    var told = new ArrayList<JsonNode>();
    for (String line : bytes.toString(UTF_8).lines().toList()) {
      told.add(json.readTree(line));
    }
    return told;
  }

  /** The lanes were labelled by the rules of one folder. */
  private void lanes(List<SigmaRule> all) throws IOException {
    List<SigmaRule> rules = all.stream().filter(r -> r.file().startsWith("rules/")).toList();
    JsonNode counts =
        json.readTree(Files.readString(corpora.resolve("bench-lanes/expected-counts.json")));
    for (Map.Entry<String, JsonNode> lane : counts.properties()) {
      String file = "bench-lanes/" + lane.getKey() + ".ndjson.gz";
      if (!Files.exists(corpora.resolve(file))) {
        continue;
      }
      Map<String, Integer> perRule = new TreeMap<>();
      Set<Pair> found = found(file, rules);
      found.forEach(pair -> perRule.merge(pair.rule(), 1, Integer::sum));
      Map<String, Integer> wanted = new TreeMap<>();
      lane.getValue()
          .path("per_rule")
          .properties()
          .forEach(each -> wanted.put(each.getKey(), each.getValue().asInt()));
      int matches = lane.getValue().path("matches").asInt();
      row(
          "lane " + lane.getKey(),
          matches == found.size() && wanted.equals(perRule),
          "%,d matches expected, %,d found, %d rules"
              .formatted(matches, found.size(), perRule.size()));
    }
  }

  /**
   * The queries that pySigma makes of the rules, over the same events: each is asked of the events
   * on which stage 1 judges its rule, where its fields have the names the query knows.
   */
  private void queries(List<SigmaRule> rules) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (JsonNode each : ndjson("rules/sigma-lucene-queries.ndjson.gz")) {
      texts.put(each.path("f").asText(), each.path("q").asText());
    }
    int unparsed = 0;
    var asked = new HashSet<String>();
    long pairs = 0;
    long found = 0;
    Map<String, Integer> missing = new TreeMap<>();
    Map<String, Integer> extra = new TreeMap<>();
    var parsed = new HashMap<String, Matcher>();
    var unlike = new TreeSet<String>();
    for (String set : List.of("sigma-regression", "evtx-attack-samples", "evtx-to-mitre")) {
      var schema = new Schema();
      Map<String, QueryAnswer> answers = new HashMap<>();
      parsed.clear();
      List<EventBatch> batches =
          CorporaFile.events(CorporaFile.lines(corpora.resolve(set + ".ndjson.gz")), schema);
      unparsed = 0;
      for (Map.Entry<String, String> each : texts.entrySet()) {
        Matcher matcher = compiled(each.getValue(), schema);
        if (matcher == null) {
          unparsed++;
        } else {
          parsed.put(each.getKey(), matcher);
        }
      }
      var detector = new SigmaDetector(rules, schema);
      for (EventBatch batch : batches) {
        for (int row = 0; row < batch.size(); row++) {
          var held = new HashSet<>(detector.match(batch, row));
          for (SigmaRule rule : detector.judged(batch, row)) {
            Matcher matcher = parsed.get(rule.file());
            if (matcher == null || !detector.isUnderItsNames(rule, batch, row)) {
              continue;
            }
            asked.add(rule.file());
            pairs++;
            boolean matches = matcher.matches(batch, row);
            answers
                .computeIfAbsent(rule.file(), _ -> new QueryAnswer())
                .add(batch.id(row), matches);
            if (held.contains(rule)) {
              found++;
            }
            if (matches != held.contains(rule)) {
              (matches ? extra : missing).merge(fileName(rule), 1, Integer::sum);
            }
          }
        }
      }
      unlike.addAll(QueryAnswer.unlike(answers, texts, batches, schema));
    }
    row(
        "Lucene queries, from the index",
        unlike.isEmpty() && !asked.isEmpty(),
        "%,d queries find in the index what they match; not %s".formatted(asked.size(), unlike));
    row(
        "Lucene queries",
        pairs > 0
            && unparsed == 0
            && missing.keySet().equals(ArguedQueries.LESS)
            && extra.keySet().equals(ArguedQueries.MORE),
        ("%,d of %,d parse; %,d of them asked of %,d pairs with events, %,d hold; %d queries find"
                + " less, %d more than stage 1, all of them argued in rules/RATIONALE.md but %s")
            .formatted(
                texts.size() - unparsed,
                texts.size(),
                asked.size(),
                pairs,
                found,
                missing.size(),
                extra.size(),
                differences(missing.keySet(), extra.keySet())));
  }

  /** What differs and is not argued, and what is argued and does not differ. */
  private static List<String> differences(Set<String> missing, Set<String> extra) {
    var differences = new TreeSet<String>();
    difference(missing, ArguedQueries.LESS, "less ", differences);
    difference(ArguedQueries.LESS, missing, "no longer less ", differences);
    difference(extra, ArguedQueries.MORE, "more ", differences);
    difference(ArguedQueries.MORE, extra, "no longer more ", differences);
    return List.copyOf(differences);
  }

  private static void difference(Set<String> of, Set<String> but, String what, Set<String> into) {
    of.stream().filter(each -> !but.contains(each)).forEach(each -> into.add(what + each));
  }

  private static String fileName(SigmaRule rule) {
    return rule.file().substring(rule.file().lastIndexOf('/') + 1);
  }

  private static @Nullable Matcher compiled(String query, Schema schema) {
    try {
      return Matcher.compile(QueryParser.parse(query), schema, new Re2());
    } catch (QuerySyntaxException | IllegalArgumentException e) {
      System.out.println("        not parsed: " + e.getMessage() + " in " + query);
      return null;
    }
  }

  /** Random rules over random events, evaluated test by test without any automaton. */
  private void plain(List<SigmaRule> rules) throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var schema = new Schema();
    var detector = new SigmaDetector(rules, schema);
    List<EventBatch> batches =
        CorporaFile.events(
            CorporaFile.lines(corpora.resolve("evtx-attack-samples.ndjson.gz")), schema);
    Map<SigmaRule, SigmaExplainer> explainers = new LinkedHashMap<>();
    int differ = 0;
    int held = 0;
    for (int pair = 0; pair < RANDOM_PAIRS; ) {
      EventBatch batch = batches.get(random.nextInt(batches.size()));
      int row = random.nextInt(batch.size());
      List<SigmaRule> found = detector.match(batch, row);
      List<SigmaRule> judged = detector.judged(batch, row);
      for (int i = 0; i < 20 && !judged.isEmpty() && pair < RANDOM_PAIRS; i++, pair++) {
        boolean likely = i == 0 && !found.isEmpty();
        SigmaRule rule =
            likely
                ? found.get(random.nextInt(found.size()))
                : judged.get(random.nextInt(judged.size()));
        boolean holds =
            explainers
                .computeIfAbsent(rule, each -> new SigmaExplainer(each, schema))
                .explain(batch, row)
                .holds();
        held += holds ? 1 : 0;
        differ += holds == found.contains(rule) ? 0 : 1;
      }
    }
    row(
        "plain evaluator",
        differ == 0,
        "%,d random pairs of rule and event, %,d hold, %d differ; seed %d"
            .formatted(RANDOM_PAIRS, held, differ, seed));
  }

  private List<JsonNode> ndjson(String file) throws IOException {
    var nodes = new ArrayList<JsonNode>();
    for (String line : CorporaFile.lines(corpora.resolve(file))) {
      nodes.add(json.readTree(line));
    }
    return nodes;
  }

  /** A rule holds for a line. */
  private record Pair(long line, String rule) {}
}
