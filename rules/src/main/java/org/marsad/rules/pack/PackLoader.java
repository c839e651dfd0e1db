package org.marsad.rules.pack;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.SigmaFiles;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.rules.source.KnownSources;

/**
 * Reads a pack from its folder. What cannot be used is told with its place, all of it together, and
 * left out; the rest is loaded. How packs fit together is the business of {@link PackFolder}.
 *
 * <p>A pack is {@code pack.yaml}, detections in {@code rules/*.yaml}, Sigma rules under {@code
 * sigma/}, correlations in {@code correlate/*.drl}, recorded logs in {@code samples/*.log}. A rule
 * file {@code x.yaml} may have tests beside it, {@code x.test.yaml}.
 */
public final class PackLoader {
  /** The folder of a pack's Sigma rules. */
  static final String SIGMA = "sigma";

  private static final String ATTACK = "attack.";

  /** The file that makes a folder a pack. */
  public static final String HEAD = "pack.yaml";

  private static final Set<String> PACK_KEYS =
      Set.of(
          "name",
          "version",
          "title",
          "description",
          "author",
          "license",
          "maturity",
          "partition",
          "requires");

  /** What tells one alert of a Sigma rule from another: Sigma itself does not say. */
  private static final List<String> SIGMA_KEY = List.of("host.name", "user.name", "source.ip");

  private static final long MAX_FILE = 1 << 20;

  private final List<RuleProblem> problems = new ArrayList<>();
  private final YAMLMapper yaml = new YAMLMapper();
  private final SigmaFiles known;

  private PackLoader(SigmaFiles known) {
    this.known = known;
    yaml.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /** Reads a pack, or every folder in {@code folder} that has a {@code pack.yaml}. */
  public static Loaded load(Path folder) throws IOException {
    return new PackFolder(folder).read();
  }

  /**
   * Reads one pack.
   *
   * @param known Sigma files that were read before, which need not be read again as they are
   */
  static ReadPack read(Path folder, SigmaFiles known) throws IOException {
    var loader = new PackLoader(known);
    String name = name(folder);
    Draft draft = loader.pack(folder);
    return new ReadPack(
        name,
        draft == null ? null : draft.pack,
        draft == null ? new SigmaLoader() : draft.sigma,
        loader.problems);
  }

  /** The version of the pack in a folder; null if there is none that can be read. */
  static @Nullable String version(Path folder) {
    try {
      Path head = folder.resolve(HEAD);
      if (!Files.isRegularFile(head) || Files.size(head) > MAX_FILE) {
        return null;
      }
      return new YAMLMapper().readTree(Files.readString(head)).path("version").asText("1");
    } catch (IOException _) {
      return null;
    }
  }

  /** Reads Sigma rules that belong to no pack, as one named after their folder. */
  public static Loaded loadSigma(Path rules) throws IOException {
    return ofSigma(new SigmaLoader().add(rules).loaded(), name(rules));
  }

  /** Sigma rules that were read, as a pack of this name. */
  public static Loaded ofSigma(SigmaLoader.Loaded loaded, String name) {
    var sigma = new ArrayList<Rule.Sigma>();
    for (SigmaRule rule : loaded.rules()) {
      sigma.add(new Rule.Sigma(meta(rule, name, ""), rule, SIGMA_KEY));
    }
    List<Rule.Grouped> grouped = grouped(loaded, name, "");
    var pack =
        new Pack(
            name, "1", name, "", List.of(), sigma, grouped, List.of(), List.of(), Map.of(),
            Map.of());
    return new Loaded(List.of(pack), loaded.problems(), loaded.warnings());
  }

  /**
   * The correlations of Sigma rules that were read.
   *
   * @param pack the pack they belong to
   * @param author where they name none
   */
  public static List<Rule.Grouped> grouped(SigmaLoader.Loaded loaded, String pack, String author) {
    return loaded.correlations().stream().map(each -> grouped(each, pack, author)).toList();
  }

  static Rule.Grouped grouped(SigmaCorrelation correlation, String pack, String author) {
    return new Rule.Grouped(meta(correlation, pack, author), correlation);
  }

  private static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return String.valueOf(name).replace("/", "");
  }

  private @Nullable Draft pack(Path folder) throws IOException {
    String name = name(folder);
    JsonNode head = read(folder, folder.resolve(HEAD));
    if (head == null) {
      return null;
    }
    String file = name + "/pack.yaml";
    new KeyPlaces(file, Files.readString(folder.resolve(HEAD)))
        .known(head, PACK_KEYS, problems::add);
    if (!head.path("name").asText().equals(name)) {
      problems.add(RuleProblem.of(file, "name must be that of its folder, \"" + name + "\""));
      return null;
    }
    PackNeeds needs = PackNeeds.read(head, why -> problems.add(RuleProblem.of(file, why)));
    String author = head.path("author").asText("");
    var read = new NativeRules(name, author, problems);
    for (Path rule : files(folder.resolve("rules"), ".yaml")) {
      JsonNode node = rule.toString().endsWith(".test.yaml") ? null : read(folder, rule);
      if (node != null) {
        read.read(node, Files.readString(rule), relative(folder, rule), rule);
      }
    }
    var drl = new LinkedHashMap<String, String>();
    for (Path each : files(folder.resolve("correlate"), ".drl")) {
      drl.put(relative(folder, each), Files.readString(each));
    }
    var samples = new LinkedHashMap<String, SampleLog>();
    for (Path each : files(folder.resolve("samples"), ".log")) {
      sample(folder, each, samples);
    }
    SigmaLoader sigma = sigma(folder);
    return new Draft(
        new Pack(
            name,
            head.path("version").asText("1"),
            head.path("title").asText(name),
            author,
            read.detections,
            sigma(sigma, name, author),
            List.of(),
            read.indicators,
            read.newTerms,
            drl,
            samples,
            head.path("partition").asText(""),
            needs),
        sigma);
  }

  private SigmaLoader sigma(Path folder) throws IOException {
    Path rules = folder.resolve(SIGMA);
    var loader = new SigmaLoader(known, KnownSources.names());
    return Files.isDirectory(rules) ? loader.add(rules) : loader;
  }

  private static List<Rule.Sigma> sigma(SigmaLoader loader, String pack, String author) {
    var sigma = new ArrayList<Rule.Sigma>();
    for (SigmaRule rule : loader.rules()) {
      sigma.add(new Rule.Sigma(meta(rule, pack, author), rule, SIGMA_KEY));
    }
    return sigma;
  }

  private static Rule.Meta meta(SigmaCorrelation rule, String pack, String packAuthor) {
    return new Rule.Meta(
        rule.id(),
        rule.version(),
        rule.title(),
        rule.description(),
        rule.author().isEmpty() ? packAuthor : rule.author(),
        rule.level(),
        attack(rule.tags()),
        pack,
        rule.references(),
        rule.tags());
  }

  private static Rule.Meta meta(SigmaRule rule, String pack, String packAuthor) {
    return new Rule.Meta(
        rule.id(),
        rule.version(),
        rule.title(),
        rule.description(),
        rule.author().isEmpty() ? packAuthor : rule.author(),
        rule.level(),
        attack(rule.tags()),
        pack,
        rule.references(),
        rule.tags());
  }

  private void sample(Path folder, Path file, Map<String, SampleLog> samples) throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      samples.put(
          name.substring(0, name.length() - ".log".length()),
          SampleLog.parse(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      problems.add(RuleProblem.of(relative(folder, file), String.valueOf(e.getMessage())));
    }
  }

  /**
   * ATT&CK ids of Sigma's tags: {@code attack.t1110.001} is {@code T1110.001}, {@code
   * attack.credential-access} is {@code TA0006}.
   */
  static List<String> attack(List<String> tags) {
    var ids = new ArrayList<String>();
    for (String tag : tags) {
      if (tag.startsWith(ATTACK)) {
        String name = tag.substring(ATTACK.length());
        if (isTechnique(name)) {
          ids.add(name.toUpperCase(Locale.ROOT));
        } else {
          Tactics.id(name).ifPresent(ids::add);
        }
      }
    }
    return ids;
  }

  private static boolean isTechnique(String name) {
    return name.length() > 1 && (name.charAt(0) | 0x20) == 't' && Character.isDigit(name.charAt(1));
  }

  private @Nullable JsonNode read(Path folder, Path file) throws IOException {
    String place = relative(folder, file);
    if (Files.size(file) > MAX_FILE) {
      problems.add(RuleProblem.of(place, "the file is larger than " + MAX_FILE + " bytes"));
      return null;
    }
    try {
      JsonNode node = yaml.readTree(Files.readString(file));
      if (node.isObject()) {
        return node;
      }
      problems.add(RuleProblem.of(place, "expecting keys and values"));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      problems.add(
          new RuleProblem(
              place,
              at == null ? 0 : at.getLineNr(),
              at == null ? 0 : at.getColumnNr(),
              e.getOriginalMessage()));
    }
    return null;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String relative(Path folder, Path file) {
    return name(folder) + "/" + folder.relativize(file);
  }

  /** A pack without correlations, and what these are to be made of. */
  private record Draft(Pack pack, SigmaLoader sigma) {}

  /**
   * What was read.
   *
   * @param problems in the order of the files
   * @param warnings what is used and likely not meant as it is
   */
  public record Loaded(List<Pack> packs, List<RuleProblem> problems, List<RuleProblem> warnings) {
    public Loaded {
      packs = List.copyOf(packs);
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    /** Packs in which nothing is wrong. */
    public static Loaded of(List<Pack> packs) {
      return new Loaded(packs, List.of(), List.of());
    }

    /** Whether there is a rule that can be used. */
    public boolean hasRules() {
      return packs.stream().anyMatch(Pack::hasRules);
    }
  }
}
