package org.marsad.model.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person does to incidents and alerts. Written to the log, and a function of it from there.
 */
public sealed interface Action {
  /**
   * Changes incidents and alerts; what is null or empty stays as it is.
   *
   * @param targets which
   * @param assignee who works on it from now on; empty for nobody
   * @param title of incidents; empty for the one written from its rules
   * @param level of incidents
   * @param addTags words to add
   * @param removeTags words to take away
   * @param note a comment that goes with it; may be empty
   */
  record Triage(
      List<Target> targets,
      @Nullable Status status,
      @Nullable Classification classification,
      @Nullable String assignee,
      @Nullable String title,
      @Nullable Level level,
      List<String> addTags,
      List<String> removeTags,
      String note)
      implements Action {
    public Triage {
      targets = List.copyOf(targets);
      addTags = List.copyOf(addTags);
      removeTags = List.copyOf(removeTags);
    }
  }

  /**
   * Moves all alerts of incidents into another.
   *
   * @param into the one that stays
   * @param sources those whose alerts move
   */
  record Merge(Target into, List<Target> sources, String note) implements Action {
    public Merge {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Moves alerts out of an incident into a new one of their own. Entities that only they have do
   * not lead later alerts back.
   */
  record Split(Target incident, List<String> alerts, String note) implements Action {
    public Split {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * Takes a merge or a split back: alerts that were moved by it and not moved again return.
   *
   * @param action the id of the merge or split
   */
  record Undo(String action, String note) implements Action {}

  /** Suppresses; the suppression's id, owner's name and times are filled in by who applies it. */
  record Suppress(Suppression suppression) implements Action {}

  /** Ends a suppression. */
  record Unsuppress(String id, String note) implements Action {}

  /**
   * What an action is about.
   *
   * @param alert whether it is an alert, not an incident
   * @param id its id
   * @param revision the one the person has seen; the action is refused if it has another by now. 0
   *     for any
   */
  record Target(boolean alert, String id, long revision) {
    public static Target incident(String id, long revision) {
      return new Target(false, id, revision);
    }
  }
}
