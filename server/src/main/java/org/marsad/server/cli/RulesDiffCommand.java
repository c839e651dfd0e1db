package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.marsad.model.incident.Alert;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules diff OLD NEW [EVENTS]}: what a change of rules would change. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Compares the alerts of two versions of rules over the same events.",
    footer = {
      "",
      "An alert is the same if its rule, its key and the first and last line of its evidence are"
          + " (over stored events: their ids). Exit code 0 if all are the same, 3 if not. Without"
          + " EVENTS both run over the stored events of --from to --to, as with rules replay.",
      "",
      "Examples:",
      "  ./marsad rules diff ../before/rule-packs rule-packs auth.log",
      "  ./marsad rules diff ssh-old.yml ssh-new.yml --from -7d"
    })
final class RulesDiffCommand implements Callable<Integer> {
  private static final int DIFFERENT = 3;
  private static final int MAX_ALERTS = 2_000_000;
  private static final int SHOWN_LINES = 5;

  @Parameters(index = "0", paramLabel = "OLD", description = "Packs, a pack, or Sigma rules.")
  String before = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The same, changed.")
  String after = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "EVENTS",
      defaultValue = "",
      description = "A file of lines or NDJSON, gzip and zstd accepted. Default: what is stored.")
  String events = "";

  @Mixin StoredRange stored = new StoredRange();

  private final Terminal terminal = Terminal.system();
  private final Map<String, String> titles = new HashMap<>();

  @Override
  public Integer call() throws IOException {
    if (events.equals(EventLines.STANDARD_INPUT)) {
      throw new CommandException("events are read twice; expecting a file");
    }
    if (events.isEmpty()) {
      return stored();
    }
    Replay first = Replay.of(Path.of(before), terminal);
    Set<Seen> old = alerts(first);
    Replay second = Replay.of(Path.of(after), terminal);
    Set<Seen> now = alerts(second);
    return tell(first.events(), old, now, old.size() / first.days(), now.size() / second.days());
  }

  /** Over stored events. */
  private int stored() throws IOException {
    JsonNode first = stored.run(before, terminal);
    JsonNode second = stored.run(after, terminal);
    for (JsonNode report : List.of(first, second)) {
      long listed = report.path("alerts").size();
      if (listed < report.path("alerts_total").asLong()) {
        terminal.error(
            "note: only the first %,d of %,d alerts are compared; a shorter range compares all"
                .formatted(listed, report.path("alerts_total").asLong()));
      }
    }
    return tell(
        second.path("events").asLong(),
        alerts(first),
        alerts(second),
        first.path("alerts_per_day").asDouble(),
        second.path("alerts_per_day").asDouble());
  }

  private Set<Seen> alerts(JsonNode report) {
    Set<Seen> seen = new HashSet<>();
    for (JsonNode alert : report.path("alerts")) {
      titles.put(alert.path("rule").asText(), alert.path("title").asText());
      seen.add(
          new Seen(
              alert.path("rule").asText(),
              alert.path("key").toString(),
              alert.path("first_event").asLong(),
              alert.path("last_event").asLong()));
    }
    return seen;
  }

  private int tell(long count, Set<Seen> old, Set<Seen> now, double noiseBefore, double noiseNow) {
    int added = tell("new", now, old);
    int gone = tell("gone", old, now);
    terminal.line(
        "%,d events: %,d new alerts, %,d gone, %,d the same"
            .formatted(count, added, gone, now.size() - added));
    terminal.line("noise per day: %.1f alerts before, %.1f now".formatted(noiseBefore, noiseNow));
    return added + gone == 0 ? 0 : DIFFERENT;
  }

  private Set<Seen> alerts(Replay replay) throws IOException {
    Set<Seen> seen = Collections.synchronizedSet(new HashSet<>());
    Map<String, String> named = Collections.synchronizedMap(titles);
    replay.run(
        events,
        alert -> {
          if (seen.size() >= MAX_ALERTS) {
            throw new IllegalStateException("there are more than " + MAX_ALERTS + " alerts");
          }
          named.put(alert.ruleId(), alert.title());
          seen.add(Seen.of(alert));
        });
    return seen;
  }

  /** Tells by rule what is in one and not in the other. */
  private int tell(String word, Set<Seen> some, Set<Seen> others) {
    Map<String, List<Long>> byRule = new HashMap<>();
    int count = 0;
    for (Seen each : some) {
      if (!others.contains(each)) {
        byRule.computeIfAbsent(each.rule(), _ -> new ArrayList<>()).add(each.last());
        count++;
      }
    }
    for (String rule : new TreeSet<>(byRule.keySet())) {
      List<Long> lines = byRule.getOrDefault(rule, List.of());
      lines.sort(null);
      terminal.line(
          ("%-5s %,6d %s (%s), " + (events.isEmpty() ? "event" : "line") + " %s%s")
              .formatted(
                  word,
                  lines.size(),
                  Terminal.safe(titles.getOrDefault(rule, "")),
                  Terminal.safe(rule),
                  String.join(
                      ", ", lines.stream().limit(SHOWN_LINES).map(String::valueOf).toList()),
                  lines.size() > SHOWN_LINES ? ", ..." : ""));
    }
    return count;
  }

  /** What makes an alert the same in both. */
  private record Seen(String rule, String key, long first, long last) {
    static Seen of(Alert alert) {
      return new Seen(
          alert.ruleId(),
          alert.key().toString(),
          alert.evidence().getFirst().event().value(),
          alert.evidence().getLast().event().value());
    }
  }
}
