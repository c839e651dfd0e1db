package org.marsad.rules.pack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.marsad.rules.source.KnownSources;

/**
 * How far a pack has come, and what it needs to do its work.
 *
 * @param maturity {@code experimental}, {@code test} or {@code stable}
 * @param packs other packs
 * @param logs the logs it needs, each as its author put it
 */
public record PackNeeds(String maturity, List<NeededPack> packs, List<String> logs) {
  /** Nothing, and tested. */
  public static final PackNeeds NONE = new PackNeeds("test", List.of(), List.of());

  /** The word of those whose rules nobody vouches for. */
  public static final String EXPERIMENTAL = "experimental";

  private static final Set<String> MATURITIES = Set.of(EXPERIMENTAL, "test", "stable");
  private static final Set<String> KEYS = Set.of("pack", "version", "logs", "note");

  public PackNeeds {
    packs = List.copyOf(packs);
    logs = List.copyOf(logs);
  }

  /**
   * Reads {@code maturity} and {@code requires} of a {@code pack.yaml}.
   *
   * @param problem is told what is wrong
   */
  static PackNeeds read(JsonNode head, Consumer<String> problem) {
    String maturity = head.path("maturity").asText("test");
    if (!MATURITIES.contains(maturity)) {
      problem.accept("maturity \"" + maturity + "\" is none of " + new TreeSet<>(MATURITIES));
    }
    var packs = new ArrayList<NeededPack>();
    var logs = new ArrayList<String>();
    JsonNode requires = head.path("requires");
    if (!requires.isMissingNode() && !requires.isArray()) {
      problem.accept("requires must be a list");
    }
    for (JsonNode each : requires) {
      if (each.isTextual()) {
        logs.add(each.asText());
      } else if (each.has("pack")) {
        known(each, problem);
        packs.add(new NeededPack(each.path("pack").asText(), each.path("version").asText("")));
      } else if (each.has("logs")) {
        known(each, problem);
        String source = each.path("logs").asText();
        if (!KnownSources.isKnown(source)) {
          problem.accept(
              "requires: no log source is called \""
                  + source
                  + "\"; expecting product/service, product/category or category NAME of"
                  + " logsources.yaml");
        }
        String note = each.path("note").asText("");
        logs.add(note.isEmpty() ? source : source + ": " + note);
      } else {
        problem.accept(
            "requires: expecting a text, {pack: NAME, version: LEAST} or {logs: SOURCE, note:"
                + " TEXT}, not "
                + each);
      }
    }
    return new PackNeeds(maturity, packs, logs);
  }

  private static void known(JsonNode need, Consumer<String> problem) {
    need.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                problem.accept(
                    "requires: unknown key \""
                        + key
                        + "\"; expecting one of "
                        + new TreeSet<>(KEYS));
              }
            });
  }

  /** All of it, a line each. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    packs.forEach(pack -> lines.add(pack.toString()));
    lines.addAll(logs);
    return lines;
  }
}
