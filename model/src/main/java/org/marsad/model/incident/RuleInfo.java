package org.marsad.model.incident;

import java.util.List;

/**
 * A rule as an alert remembers it, so that it can be read after the rule has changed or gone.
 *
 * @param id the rule's id
 * @param version the rule's version
 * @param title one line
 * @param description more; may be empty
 * @param author may be empty; whoever tells of a match names them (Detection Rule License 1.1)
 * @param pack the pack it came from
 * @param level how bad the rule says it is
 * @param attack ATT&CK ids, such as {@code T1110.001}; tactics such as {@code TA0006} among them
 * @param references addresses to read on
 * @param tags as the rule has them, such as {@code attack.t1110.001} and {@code cve.2021-4034}
 */
public record RuleInfo(
    String id,
    int version,
    String title,
    String description,
    String author,
    String pack,
    Level level,
    List<String> attack,
    List<String> references,
    List<String> tags) {
  public RuleInfo {
    attack = List.copyOf(attack);
    references = List.copyOf(references);
    tags = List.copyOf(tags);
  }
}
