package org.marsad.model.incident;

import java.util.List;

/**
 * Alerts that belong together. The alerts themselves are kept beside it, as many as there are; each
 * says why it is here.
 *
 * @param id hash of the first alert
 * @param revision how often it was changed, from 1
 * @param edited the revision of the last change of what people decide: by a person, or a reopening
 * @param title one line, written from its rules and entities, or by hand
 * @param titled whether the title was written by hand
 * @param level how bad it is: the worst rule, raised by important assets and by risk, or by hand
 * @param levelled whether the level was set by hand
 * @param levelReason how the level came about, as one sentence
 * @param risk points of its rules, more with important assets and with each tactic
 * @param status where the work on it stands
 * @param classification what it turned out to be
 * @param assignee who works on it; may be empty
 * @param tags words for filters, sorted
 * @param first earliest {@code @timestamp} of its evidence, in nanoseconds since 1970
 * @param last latest {@code @timestamp} of its evidence
 * @param raised clock of the log when it came to be
 * @param updated clock of the log when it was last changed
 * @param acknowledged clock of the log when somebody first worked on it; 0 if nobody has
 * @param closed clock of the log when it was closed; 0 if it is open
 * @param entities who took part, the most active first, bounded
 * @param entityTotal how many take or took part in all
 * @param attack ATT&CK ids of its alerts, sorted, without repeats
 * @param tactics its tactics as ids, in the order of an attack
 * @param rules its rules, the worst first
 * @param alerts how many alerts it has
 * @param evidence how many events its alerts name, each counted for each alert
 * @param splitOff entities that belong to another incident because somebody said so
 * @param mergedInto the incident that has its alerts now; empty if it has them itself
 * @param comments in the order of time
 * @param history every change, with who and when
 */
public record Incident(
    String id,
    long revision,
    long edited,
    String title,
    boolean titled,
    Level level,
    boolean levelled,
    String levelReason,
    long risk,
    Status status,
    Classification classification,
    String assignee,
    List<String> tags,
    long first,
    long last,
    long raised,
    long updated,
    long acknowledged,
    long closed,
    List<Participant> entities,
    long entityTotal,
    List<String> attack,
    List<String> tactics,
    List<RuleCount> rules,
    long alerts,
    long evidence,
    List<Entity> splitOff,
    String mergedInto,
    List<Comment> comments,
    List<Change> history) {

  public Incident {
    tags = List.copyOf(tags);
    entities = List.copyOf(entities);
    attack = List.copyOf(attack);
    tactics = List.copyOf(tactics);
    rules = List.copyOf(rules);
    splitOff = List.copyOf(splitOff);
    comments = List.copyOf(comments);
    history = List.copyOf(history);
  }
}
