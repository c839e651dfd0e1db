package org.marsad.model.incident;

import java.util.List;
import java.util.TreeSet;
import org.marsad.model.event.EventId;

/**
 * Alerts that belong together, and why they do.
 *
 * @param id hash of the first alert
 * @param revision how often it was changed, from 1
 * @param title one line, written from its rules and entities
 * @param level the worst of its alerts
 * @param status where the work on it stands
 * @param first earliest {@code @timestamp} of its evidence, in nanoseconds since 1970
 * @param last latest {@code @timestamp} of its evidence
 * @param raised clock of the log when it came to be, in nanoseconds since 1970
 * @param updated clock of the log when it was last changed
 * @param entities who took part, sorted, without repeats
 * @param attack ATT&CK ids of its alerts, sorted, without repeats
 * @param alerts in the order they joined; never empty
 * @param joins why each alert after the first belongs to it, in the order they joined
 */
public record Incident(
    String id,
    long revision,
    String title,
    Level level,
    Status status,
    long first,
    long last,
    long raised,
    long updated,
    List<Entity> entities,
    List<String> attack,
    List<Alert> alerts,
    List<Join> joins) {

  public Incident {
    entities = List.copyOf(entities);
    attack = List.copyOf(attack);
    alerts = List.copyOf(alerts);
    joins = List.copyOf(joins);
    if (alerts.isEmpty() || joins.size() != alerts.size() - 1) {
      throw new IllegalArgumentException(
          "an incident has at least one alert and a reason for each further one: "
              + alerts.size()
              + " alerts, "
              + joins.size()
              + " joins");
    }
  }

  /** The ids of all evidence, without repeats, in the order of the log. */
  public List<EventId> evidence() {
    var ids = new TreeSet<EventId>();
    for (Alert alert : alerts) {
      for (Evidence evidence : alert.evidence()) {
        ids.add(evidence.event());
      }
    }
    return List.copyOf(ids);
  }

  /**
   * Why an alert joined.
   *
   * @param alertId the alert
   * @param shared the entities it shares with what was there before
   * @param reason one sentence
   */
  public record Join(String alertId, List<Entity> shared, String reason) {
    public Join {
      shared = List.copyOf(shared);
    }
  }
}
