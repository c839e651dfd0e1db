package org.marsad.rules.problem;

/**
 * Something in a file of rules that cannot be used, or, as a warning, that is used and likely not
 * meant as it is. A rule that cannot be used is left out, the others are not.
 *
 * @param file as its reader knows it
 * @param line from 1; 0 where there is no place
 * @param column from 1; 0 where there is no place
 * @param message what is wrong and what was expected
 */
public record RuleProblem(String file, int line, int column, String message) {
  /** A problem of a whole file. */
  public static RuleProblem of(String file, String message) {
    return new RuleProblem(file, 0, 0, message);
  }

  /** The pack that the file is of; the file itself where it is of none. */
  public String pack() {
    int slash = file.indexOf('/');
    return slash < 0 ? file : file.substring(0, slash);
  }

  /** {@code file:line:column: message}. */
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
    return place + ": " + message;
  }
}
