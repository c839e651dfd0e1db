package org.marsad.model.store;

import java.util.List;

/**
 * How a store goes about a search, and what that cost: it was done once to find out.
 *
 * @param parts the parts the store is divided in, the newest first
 * @param clauses what decides each clause of the query
 * @param stages what was done, in order, with its time
 * @param notes what makes it slow, or never finds anything, in words for who asked
 * @param complete whether there was time for all of it
 */
public record SearchPlan(
    List<Part> parts,
    List<Clause> clauses,
    List<Stage> stages,
    List<String> notes,
    boolean complete) {
  /** Of a store that tells nothing. */
  public static final SearchPlan NONE =
      new SearchPlan(List.of(), List.of(), List.of(), List.of(), true);

  public SearchPlan {
    parts = List.copyOf(parts);
    clauses = List.copyOf(clauses);
    stages = List.copyOf(stages);
    notes = List.copyOf(notes);
  }

  /**
   * A part of the store.
   *
   * @param name its name
   * @param events how many it holds
   * @param segments how many segments were looked at; 0 if it was left out
   * @param leftOut why it was left out; empty if it was searched
   */
  public record Part(String name, long events, int segments, String leftOut) {}

  /**
   * A clause of the query.
   *
   * @param text as the query prints it
   * @param servedBy the structures that decide it, such as {@code term}
   * @param estimated how many events it was expected to touch
   * @param matching how many match it in the range of time
   * @param exact whether that is exact; else there are more
   * @param nanos what it took to find out
   */
  public record Clause(
      String text,
      List<String> servedBy,
      long estimated,
      long matching,
      boolean exact,
      long nanos) {
    public Clause {
      servedBy = List.copyOf(servedBy);
    }
  }

  /**
   * Something that was done.
   *
   * @param name what
   * @param nanos how long it took
   * @param detail what came of it
   */
  public record Stage(String name, long nanos, String detail) {}
}
