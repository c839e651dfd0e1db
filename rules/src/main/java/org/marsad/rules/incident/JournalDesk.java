package org.marsad.rules.incident;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.RawBatch;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Outcome;
import org.marsad.model.incident.Suppression;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.IncidentDesk;

/**
 * Writes actions to the log, and tells who waits what came of them when the rules have come to
 * them. Thread-safe.
 */
public final class JournalDesk implements IncidentDesk {
  /** Actions that are waited for at a time. */
  private static final int MAX_WAITING = 4_096;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EventLog log;
  private final InstantSource clock;
  private final Supplier<List<Suppression>> suppressions;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, CompletableFuture<Outcome>> waiting = new ConcurrentHashMap<>();

  /** A desk whose actions are done by who reads this log. */
  public JournalDesk(EventLog log, InstantSource clock, Supplier<List<Suppression>> suppressions) {
    this.log = log;
    this.clock = clock;
    this.suppressions = suppressions;
  }

  @Override
  public CompletionStage<Outcome> submit(String user, String peer, Action action) {
    var answer = new CompletableFuture<Outcome>();
    if (waiting.size() >= MAX_WAITING) {
      answer.completeExceptionally(
          new IOException("too many actions wait for the rules; try again in a moment"));
      return answer;
    }
    String id = id();
    waiting.put(id, answer);
    var recorded = new Recorded(id, user, action);
    RawBatch batch =
        RawBatch.builder(ActionCodec.ORIGIN, Nanos.of(clock.instant()))
            .add(ActionCodec.encode(recorded, peer, clock.instant()))
            .build();
    log.appendAwaited(batch)
        .whenComplete(
            (_, why) -> {
              if (why != null) {
                answer.completeExceptionally(
                    new IOException("the journal did not take it: " + why.getMessage(), why));
              }
            });
    answer
        .completeOnTimeout(
            new Outcome(id, false, List.of()), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> waiting.remove(id));
    return answer;
  }

  private String id() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The rules have done an action. */
  public void done(Outcome outcome) {
    CompletableFuture<Outcome> answer = waiting.remove(outcome.action());
    if (answer != null) {
      answer.completeAsync(() -> outcome);
    }
  }

  @Override
  public List<Suppression> suppressions() {
    return suppressions.get();
  }
}
