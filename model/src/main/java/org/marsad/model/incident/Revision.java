package org.marsad.model.incident;

/**
 * How often something was changed, and when last.
 *
 * @param number from 1
 * @param edited the number of the last change by a person; 0 if there was none
 * @param updated clock of the log at the last change
 */
public record Revision(long number, long edited, long updated) {
  /** Of what has just come to be. */
  public static Revision first(long at) {
    return new Revision(1, 0, at);
  }

  /** The next one, which no person made. */
  public Revision next(long at) {
    return new Revision(number + 1, edited, at);
  }

  /** The next one, which a person made. */
  public Revision edit(long at) {
    return new Revision(number + 1, number + 1, at);
  }
}
