package org.marsad.model.incident;

import java.util.ArrayList;
import java.util.List;

/**
 * One rule held. What it says of the events is a function of the log and the rule, so a replay
 * makes the same alert with the same id.
 *
 * @param id hash of rule id, rule version, key, the times of its first and last evidence, and the
 *     text where that is one event
 * @param version how often it was changed
 * @param story what alerts have in common that are one thing going on: the same rule and key, or
 *     what a suppression says; empty if it stands alone
 * @param rule the rule as it was
 * @param parties who took part
 * @param grounds why the rule held
 * @param proof the events for which it held
 * @param work where the work on it stands
 * @param placements the incidents it belonged to, the last one now; empty if to none yet
 */
public record Alert(
    String id,
    Revision version,
    String story,
    RuleInfo rule,
    Parties parties,
    Grounds grounds,
    Proof proof,
    Work work,
    List<Placement> placements) {

  public Alert {
    placements = List.copyOf(placements);
  }

  public long revision() {
    return version.number();
  }

  public long edited() {
    return version.edited();
  }

  public long updated() {
    return version.updated();
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

  public List<Entity> key() {
    return parties.key();
  }

  public List<Entity> entities() {
    return parties.entities();
  }

  public Importance importance() {
    return parties.importance();
  }

  public String reason() {
    return grounds.reason();
  }

  public List<Matched> matched() {
    return grounds.matched();
  }

  public long first() {
    return proof.first();
  }

  public long last() {
    return proof.last();
  }

  public long raised() {
    return proof.raised();
  }

  public List<Evidence> evidence() {
    return proof.evidence();
  }

  public long evidenceTotal() {
    return proof.total();
  }

  public long repeats() {
    return proof.repeats();
  }

  public boolean late() {
    return proof.late();
  }

  public Status status() {
    return work.status();
  }

  public Classification classification() {
    return work.classification();
  }

  public List<String> tags() {
    return work.tags();
  }

  public List<Change> history() {
    return work.history();
  }

  /** The incident it belongs to now; empty if to none. */
  public String incident() {
    return placements.isEmpty() ? "" : placements.getLast().incident();
  }

  /** The same alert before it was told, as part of a story. */
  public Alert inStory(String other) {
    return new Alert(id, version, other, rule, parties, grounds, proof, work, placements);
  }

  /** The same alert before it was told, for these reasons. */
  public Alert with(Grounds others) {
    return new Alert(id, version, story, rule, parties, others, proof, work, placements);
  }

  /** The same alert before it was told, with work that is done already. */
  public Alert with(Work other) {
    return new Alert(id, version, story, rule, parties, grounds, proof, other, placements);
  }

  /** The next revision, in another place. */
  public Alert placed(Placement placement) {
    var all = new ArrayList<>(placements);
    all.add(placement);
    return new Alert(
        id, version.next(placement.at()), story, rule, parties, grounds, proof, work, all);
  }

  /** The next revision, as more of its story came to be known. */
  public Alert grown(Parties all, Proof more, List<String> tags, long at) {
    return new Alert(
        id, version.next(at), story, rule, all, grounds, more, work.withTags(tags), placements);
  }

  /** The next revision, as people want it. */
  public Alert triaged(Work other, long at) {
    return new Alert(id, version.edit(at), story, rule, parties, grounds, proof, other, placements);
  }

  /** The next revision, as late events show it; nobody decided anything. */
  public Alert amended(Work other, long at) {
    return new Alert(
        id, version.next(at), story, rule, parties, grounds, proof.withLate(), other, placements);
  }
}
