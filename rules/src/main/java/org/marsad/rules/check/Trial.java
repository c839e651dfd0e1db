package org.marsad.rules.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.metrics.Metrics;
import org.marsad.rules.RuleEngine;
import org.marsad.rules.RulesConfig;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.Pack;

/**
 * The engine of the server over events of which only the alerts are wanted, with its state in a
 * folder that goes when it is closed. One thread.
 */
public final class Trial implements AutoCloseable {
  private final Path folder;
  private final RuleEngine engine;
  private final Schema schema;
  private final List<Alert> alerts = Collections.synchronizedList(new ArrayList<>());

  private boolean isEnded;

  private Trial(
      Path folder,
      List<Pack> packs,
      Correlator compiled,
      Schema schema,
      @Nullable Consumer<Alert> told)
      throws IOException {
    this.folder = folder;
    this.schema = schema;
    var config =
        RulesConfig.defaults(folder.resolve("checkpoint"))
            .change()
            .checkpointEvery(Duration.ofDays(1))
            .build();
    engine =
        RuleEngine.open(
            config,
            packs,
            compiled,
            schema,
            new ForgetfulStore(),
            new Metrics(),
            told == null ? alerts::add : told);
  }

  /** Starts an engine. */
  public static Trial open(List<Pack> packs, Correlator compiled, Schema schema)
      throws IOException {
    return new Trial(Files.createTempDirectory("marsad-trial"), packs, compiled, schema, null);
  }

  /** Starts an engine that keeps no alerts but tells each, on its own thread. */
  public static Trial open(
      List<Pack> packs, Correlator compiled, Schema schema, Consumer<Alert> told)
      throws IOException {
    return new Trial(Files.createTempDirectory("marsad-trial"), packs, compiled, schema, told);
  }

  /** Takes events whose ids go on from those before. */
  public void accept(EventBatch batch) throws InterruptedException {
    engine.accept(batch);
  }

  /** Time has gone on to there, in nanoseconds since 1970; whatever waits is judged. */
  public void tick(long nanos) throws InterruptedException {
    engine.accept(EventBatch.builder(schema).tick(nanos).build());
  }

  /** Ends the engine and answers all alerts, in the order in which they were raised. */
  public List<Alert> alerts() {
    end();
    engine
        .problem()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    return List.copyOf(alerts);
  }

  private void end() {
    if (!isEnded) {
      isEnded = true;
      engine.close();
    }
  }

  @Override
  public void close() {
    end();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
