package org.marsad.model.incident;

import java.util.List;

/**
 * One rule held. Everything in it is a function of the log and the rule, so a replay makes the same
 * alert with the same id.
 *
 * @param id hash of rule id, rule version, key and first evidence
 * @param ruleId the rule's id
 * @param ruleVersion the rule's version
 * @param title the rule's title
 * @param author the rule's author; may be empty
 * @param pack the pack it came from
 * @param level how bad the rule says it is
 * @param attack ATT&CK ids, such as {@code T1110.001}; tactics such as {@code TA0006} among them
 * @param key the values the rule grouped by, such as the one {@code source.ip}; may be empty
 * @param entities who took part, sorted, without repeats
 * @param first {@code @timestamp} of the earliest evidence, in nanoseconds since 1970
 * @param last {@code @timestamp} of the latest evidence
 * @param reason why the rule held, as one sentence with the values that met its conditions
 * @param evidence the events, in the order of time
 * @param evidenceTotal how many events there were in all; more than {@code evidence} holds where
 *     the rule's bound cut it
 * @param late whether an event came later than the lateness bound
 */
public record Alert(
    String id,
    String ruleId,
    int ruleVersion,
    String title,
    String author,
    String pack,
    Level level,
    List<String> attack,
    List<Entity> key,
    List<Entity> entities,
    long first,
    long last,
    String reason,
    List<Evidence> evidence,
    long evidenceTotal,
    boolean late) {

  public Alert {
    attack = List.copyOf(attack);
    key = List.copyOf(key);
    entities = List.copyOf(entities);
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty() || evidenceTotal < evidence.size()) {
      throw new IllegalArgumentException("an alert names its evidence: " + evidenceTotal);
    }
  }
}
