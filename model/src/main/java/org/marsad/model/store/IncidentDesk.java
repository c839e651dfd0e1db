package org.marsad.model.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Outcome;
import org.marsad.model.incident.Suppression;

/**
 * Where people work on incidents. Whatever they do is written to the log first and done when the
 * rules come to it, in the order of the log; so a replay does it again, and nothing else may change
 * an incident. Any thread may call.
 */
public interface IncidentDesk {
  /**
   * Records an action, and does it. Never blocks.
   *
   * @param user who; told in histories and in the audit log
   * @param peer the address it came from
   * @return completes with what came of it once it is durable and done; with {@link
   *     Outcome#applied()} false if the rules did not come to it in time; with an {@link
   *     java.io.IOException} if the log did not take it, and then nothing has happened
   */
  CompletionStage<Outcome> submit(String user, String peer, Action action);

  /** The suppressions there are, those over among them for a while; the newest first. */
  List<Suppression> suppressions();
}
