package org.marsad.model.incident;

import java.util.ArrayList;
import java.util.List;

/**
 * One rule held. What it says of the events is a function of the log and the rule, so a replay
 * makes the same alert with the same id.
 *
 * @param id hash of rule id, rule version, key, the times of its first and last evidence, and the
 *     text where that is one event
 * @param revision how often it was changed, from 1
 * @param edited the revision of the last change by a person
 * @param story what alerts have in common that are one thing going on: the same rule and key, or
 *     what a suppression says; empty if it stands alone
 * @param rule the rule as it was
 * @param key the values the rule grouped by, such as the one {@code source.ip}; may be empty
 * @param entities who took part, sorted, without repeats
 * @param importance the most important of them
 * @param first {@code @timestamp} of the earliest evidence, in nanoseconds since 1970
 * @param last {@code @timestamp} of the latest evidence
 * @param raised clock of the log when the rule held first
 * @param updated clock of the log when it was last changed
 * @param reason why the rule held, as one sentence with the values that met its conditions
 * @param matched the conditions that held for its first event, with the values that met them
 * @param evidence the events, in the order of time
 * @param evidenceTotal how many events there were in all; more than {@code evidence} holds where
 *     the bound cut it
 * @param repeats how often the rule held for it, from 1
 * @param late whether an event came later than the lateness bound
 * @param status where the work on it stands
 * @param classification what it turned out to be
 * @param tags words for filters, sorted
 * @param placements the incidents it belonged to, the last one now; empty if to none yet
 * @param history what people changed about it
 */
public record Alert(
    String id,
    long revision,
    long edited,
    String story,
    RuleInfo rule,
    List<Entity> key,
    List<Entity> entities,
    Importance importance,
    long first,
    long last,
    long raised,
    long updated,
    String reason,
    List<Matched> matched,
    List<Evidence> evidence,
    long evidenceTotal,
    long repeats,
    boolean late,
    Status status,
    Classification classification,
    List<String> tags,
    List<Placement> placements,
    List<Change> history) {

  public Alert {
    key = List.copyOf(key);
    entities = List.copyOf(entities);
    matched = List.copyOf(matched);
    evidence = List.copyOf(evidence);
    tags = List.copyOf(tags);
    placements = List.copyOf(placements);
    history = List.copyOf(history);
    if (evidence.isEmpty() || evidenceTotal < evidence.size()) {
      throw new IllegalArgumentException("an alert names its evidence: " + evidenceTotal);
    }
  }

  public String ruleId() {
    return rule.id();
  }

  public int ruleVersion() {
    return rule.version();
  }

  public String title() {
    return rule.title();
  }

  public Level level() {
    return rule.level();
  }

  public List<String> attack() {
    return rule.attack();
  }

  /** The incident it belongs to now; empty if to none. */
  public String incident() {
    return placements.isEmpty() ? "" : placements.getLast().incident();
  }

  /** The same alert before it was told, as part of a story. */
  public Alert with(String newStory, Status newStatus, List<String> newTags, String newReason) {
    return new Alert(
        id,
        revision,
        edited,
        newStory,
        rule,
        key,
        entities,
        importance,
        first,
        last,
        raised,
        updated,
        newReason,
        matched,
        evidence,
        evidenceTotal,
        repeats,
        late,
        newStatus,
        classification,
        newTags,
        placements,
        history);
  }

  /** The same alert before it was told, with the conditions that held. */
  public Alert matching(List<Matched> conditions) {
    return new Alert(
        id,
        revision,
        edited,
        story,
        rule,
        key,
        entities,
        importance,
        first,
        last,
        raised,
        updated,
        reason,
        conditions,
        evidence,
        evidenceTotal,
        repeats,
        late,
        status,
        classification,
        tags,
        placements,
        history);
  }

  /** The next revision, in another place. */
  public Alert placed(Placement placement) {
    var all = new ArrayList<>(placements);
    all.add(placement);
    return new Alert(
        id,
        revision + 1,
        edited,
        story,
        rule,
        key,
        entities,
        importance,
        first,
        last,
        raised,
        placement.at(),
        reason,
        matched,
        evidence,
        evidenceTotal,
        repeats,
        late,
        status,
        classification,
        tags,
        all,
        history);
  }

  /** The next revision, as people want it. */
  public Alert triaged(
      Status newStatus,
      Classification newClassification,
      List<String> newTags,
      List<Change> newHistory,
      long at) {
    return next(revision + 1, late, newStatus, newClassification, newTags, newHistory, at);
  }

  /** The next revision, as late events show it; nobody decided anything. */
  public Alert amended(List<String> newTags, List<Change> newHistory, long at) {
    return next(edited, true, status, classification, newTags, newHistory, at);
  }

  private Alert next(
      long nextEdited,
      boolean nextLate,
      Status nextStatus,
      Classification nextClassification,
      List<String> nextTags,
      List<Change> nextHistory,
      long at) {
    return new Alert(
        id,
        revision + 1,
        nextEdited,
        story,
        rule,
        key,
        entities,
        importance,
        first,
        last,
        raised,
        at,
        reason,
        matched,
        evidence,
        evidenceTotal,
        repeats,
        nextLate,
        nextStatus,
        nextClassification,
        nextTags,
        placements,
        nextHistory);
  }
}
