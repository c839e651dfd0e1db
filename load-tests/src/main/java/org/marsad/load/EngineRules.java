package org.marsad.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.server.Packs;

/**
 * The rules that the whole engine is measured with: those of SigmaHQ without the noisiest, so that
 * a certain share of events gives an alert, 100 correlations of all kinds over those that hold, and
 * the rules in DRL that come with Marsad.
 */
final class EngineRules {
  private static final int CORRELATIONS = 100;
  private static final double ALERTING = 0.02;
  private static final String CORRELATIONS_FILE = "correlations.yml";

  private final Pack pack;
  private final List<Pack> packs;
  private final double share;
  private final int switchedOff;
  private final String correlations;

  private EngineRules(
      Pack pack, List<Pack> correlating, double share, int switchedOff, String correlations) {
    this.correlations = correlations;
    this.pack = pack;
    packs = Stream.concat(Stream.of(pack), correlating.stream()).toList();
    this.share = share;
    this.switchedOff = switchedOff;
  }

  /** Chooses from the rules of an archive by what holds for events like those to come. */
  static EngineRules choose(Path archive, List<String> lines) throws IOException {
    Pack all = PackLoader.loadSigma(archive).packs().getFirst();
    Map<String, Integer> counts = new HashMap<>();
    List<Set<String>> held = held(all, lines, counts);
    Set<String> chosen = new HashSet<>();
    List<String> byCount =
        counts.keySet().stream()
            .sorted(
                Comparator.comparingInt((String id) -> counts.getOrDefault(id, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    double share = 0;
    for (String id : byCount) {
      chosen.add(id);
      double now = share(held, chosen, lines.size());
      if (now > ALERTING) {
        chosen.remove(id);
      } else {
        share = now;
      }
    }
    List<Rule.Sigma> rules =
        all.sigma().stream()
            .filter(
                rule -> chosen.contains(rule.meta().id()) || !counts.containsKey(rule.meta().id()))
            .toList();
    List<String> bases = byCount.reversed().stream().filter(chosen::contains).limit(10).toList();
    String correlations = correlations(bases);
    SigmaLoader.Loaded loaded =
        new SigmaLoader().add(archive).add(CORRELATIONS_FILE, correlations).loaded();
    List<Rule.Grouped> grouped = PackLoader.grouped(loaded, "bench", "");
    if (grouped.size() != CORRELATIONS) {
      throw new IOException("correlations were left out: " + loaded.problems());
    }
    var pack =
        new Pack(
            "bench", "1", "bench", "", List.of(), rules, grouped, List.of(), List.of(), Map.of(),
            Map.of());
    List<Pack> correlating =
        Packs.shipped(PackLoader::load).packs().stream()
            .filter(each -> !each.drl().isEmpty())
            .map(EngineRules::drlOf)
            .toList();
    return new EngineRules(
        pack, correlating, share, all.sigma().size() - rules.size(), correlations);
  }

  /** Without its rules for single events, of which there are enough. */
  private static Pack drlOf(Pack pack) {
    return new Pack(
        pack.name(),
        pack.version(),
        pack.title(),
        pack.author(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        pack.drl(),
        Map.of());
  }

  private static List<Set<String>> held(Pack all, List<String> lines, Map<String, Integer> counts) {
    var schema = new Schema();
    var detector = new SigmaDetector(all.sigma().stream().map(Rule.Sigma::rule).toList(), schema);
    var held = new ArrayList<Set<String>>();
    for (EventBatch batch : CorporaFile.events(lines, schema)) {
      for (int row = 0; row < batch.size(); row++) {
        Set<String> ids = new HashSet<>();
        for (SigmaRule rule : detector.match(batch, row)) {
          ids.add(rule.id());
          counts.merge(rule.id(), 1, Integer::sum);
        }
        if (!ids.isEmpty()) {
          held.add(ids);
        }
      }
    }
    return held;
  }

  private static double share(List<Set<String>> held, Set<String> chosen, int events) {
    long alerting = held.stream().filter(ids -> ids.stream().anyMatch(chosen::contains)).count();
    return alerting / (double) events;
  }

  private static String correlations(List<String> bases) {
    var text = new StringBuilder();
    for (int i = 0; i < CORRELATIONS; i++) {
      String one = bases.get(i % bases.size());
      String other = bases.get((i + 1 + i / bases.size()) % bases.size());
      boolean isPair = i % 4 >= 2;
      String kind =
          switch (i % 4) {
            case 0 -> "type: event_count\n  condition: {gte: %d}".formatted(5 + i / 4);
            case 1 -> "type: value_count\n  condition: {field: User, gte: %d}".formatted(2 + i / 8);
            case 2 -> "type: temporal";
            default -> "type: temporal_ordered";
          };
      text.append(
          """
          ---
          title: Correlation %d
          id: %s
          level: high
          correlation:
            %s
            rules: [%s]
            group-by: [%s]
            timespan: %dm
          """
              .formatted(
                  i,
                  "6f2d1c3a-0000-4000-8000-%012x".formatted(i),
                  kind,
                  isPair && !one.equals(other) ? one + ", " + other : one,
                  i % 8 < 4 ? "Computer" : "User",
                  5 + i / 10));
    }
    return text.toString();
  }

  Pack pack() {
    return pack;
  }

  /** The same rules as texts by the names of their files. */
  Map<String, String> files(Path archive) throws IOException {
    Set<String> ids = new HashSet<>();
    pack.sigma().forEach(rule -> ids.add(rule.meta().id()));
    var files = new HashMap<>(LooseRules.texts(archive, new ArrayList<>()));
    files
        .values()
        .removeIf(
            text ->
                text.lines()
                    .filter(line -> line.startsWith("id: "))
                    .noneMatch(line -> ids.contains(line.substring("id: ".length()).strip())));
    files.put(CORRELATIONS_FILE, correlations);
    return files;
  }

  /** That pack, and the rules in DRL of those that come with Marsad. */
  List<Pack> packs() {
    return packs;
  }

  /** Which part of the events gives an alert. */
  double share() {
    return share;
  }

  /** How many rules were too noisy. */
  int switchedOff() {
    return switchedOff;
  }
}
