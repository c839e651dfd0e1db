package org.marsad.model.incident;

import java.util.List;

/**
 * A rule of an incident.
 *
 * @param id the rule's id
 * @param title the rule's title
 * @param level how bad the rule says it is
 * @param alerts alerts of it in the incident
 * @param attack its ATT&CK ids
 */
public record RuleCount(String id, String title, Level level, long alerts, List<String> attack) {
  public RuleCount {
    attack = List.copyOf(attack);
  }
}
