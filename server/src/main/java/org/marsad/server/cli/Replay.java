package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.rules.check.Trial;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.problem.RuleProblem;

/** The engine of the server over a file of events: packs, a pack, or loose rules. One thread. */
final class Replay {
  private final Terminal terminal;
  private final List<Pack> packs;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long events;

  private Replay(Terminal terminal, List<Pack> packs) {
    this.terminal = terminal;
    this.packs = packs;
  }

  /** Reads rules; what cannot be used is told. */
  static Replay of(Path rules, Terminal terminal) throws IOException {
    return new Replay(terminal, packs(rules, terminal));
  }

  /** Packs, a pack, or loose rules as one; what cannot be used is told. */
  static List<Pack> packs(Path rules, Terminal terminal) throws IOException {
    if (!Files.exists(rules)) {
      throw new CommandException("there is no file or folder " + rules);
    }
    PackLoader.Loaded loaded =
        Files.isDirectory(rules) ? PackLoader.load(rules) : LooseRules.read(rules);
    if (loaded.packs().isEmpty() && loaded.problems().isEmpty()) {
      loaded = LooseRules.read(rules);
    }
    for (RuleProblem problem : loaded.problems()) {
      terminal.error("left out: " + Terminal.safe(problem.toString()));
    }
    if (!loaded.hasRules()) {
      throw new CommandException("no rule can be used in " + rules);
    }
    return loaded.packs();
  }

  /** Runs the events of a file through the engine; alerts are told on its thread. */
  void run(String file, Consumer<Alert> alerts) throws IOException {
    var schema = new Schema();
    Correlator compiled = Correlator.compile(packs);
    try (EventLines lines = EventLines.open(file, schema, null);
        Trial trial = Trial.open(packs, compiled, schema, alerts)) {
      for (RuleProblem problem : compiled.problems()) {
        terminal.error("left out: " + Terminal.safe(problem.toString()));
      }
      for (EventBatch batch = lines.next(); batch != null; batch = lines.next()) {
        for (int row = 0; row < batch.size(); row++) {
          first = Math.min(first, batch.timestamp(row));
          last = Math.max(last, batch.timestamp(row));
        }
        events += batch.size();
        trial.accept(batch);
      }
      if (events > 0) {
        trial.tick(last);
      }
      trial.alerts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  long events() {
    return events;
  }

  /** From the first event to the last, at least one. */
  double days() {
    return events == 0 ? 1 : Math.max(1, (last - first) / 86_400e9);
  }
}
