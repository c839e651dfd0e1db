package org.marsad.model.query;

import java.util.List;
import org.marsad.model.problem.Problem.Position;

/**
 * What is wrong with the text of a query.
 *
 * <table>
 * <caption>codes; one keeps its meaning for ever</caption>
 * <tr><td>SQ100</td><td>a value is missing</td></tr>
 * <tr><td>SQ101</td><td>a bracket has no partner</td></tr>
 * <tr><td>SQ102</td><td>typographic quotes</td></tr>
 * <tr><td>SQ103</td><td>a quote is never closed, or stands inside of a word</td></tr>
 * <tr><td>SQ104</td><td>an unknown command</td></tr>
 * <tr><td>SQ105</td><td>a command where none can stand</td></tr>
 * <tr><td>SQ106</td><td>an operator or a range without a field</td></tr>
 * <tr><td>SQ107</td><td>an operator without a value behind it</td></tr>
 * <tr><td>SQ108</td><td>the list of IN</td></tr>
 * <tr><td>SQ109</td><td>an operator that does not exist</td></tr>
 * <tr><td>SQ110</td><td>the name of a field with a wildcard or in quotes</td></tr>
 * <tr><td>SQ111</td><td>the number behind ~</td></tr>
 * <tr><td>SQ116, SQ117</td><td>a range that cannot be read; an empty one</td></tr>
 * <tr><td>SQ118</td><td>the prefix of a network</td></tr>
 * <tr><td>SQ120</td><td>a point in time</td></tr>
 * <tr><td>SQ130, SQ131</td><td>a regex that never ends; one the engine cannot run</td></tr>
 * <tr><td>SQ140 to SQ143</td><td>a command: an argument is missing, an option is unknown, its value
 * cannot be, something is too much</td></tr>
 * <tr><td>SQ150 to SQ156</td><td>an expression: a value is missing, an unknown function, the number
 * of its arguments, an operator, a pattern of like, apostrophes, a number</td></tr>
 * <tr><td>SQ160</td><td>an unknown aggregation</td></tr>
 * <tr><td>SQ170</td><td>a saved search that cannot be included</td></tr>
 * <tr><td>SQ190 to SQ193</td><td>limits: length, clauses, nesting, commands</td></tr>
 * </table>
 *
 * @param code one of the above
 * @param message what is wrong, with the offending text quoted
 * @param position where
 * @param found the text there; may be empty
 * @param expected what could stand there; may be empty
 * @param suggestions what to write instead, the best first; may be empty
 */
public record QueryProblem(
    String code,
    String message,
    Position position,
    String found,
    List<String> expected,
    List<Suggestion> suggestions) {

  public QueryProblem {
    expected = List.copyOf(expected);
    suggestions = List.copyOf(suggestions);
  }

  /** {@code SQ101 '(' is never closed at 1:1; close it: (a OR b)}. */
  @Override
  public String toString() {
    String place = code + " " + message + " at " + position.line() + ":" + position.column();
    return suggestions.isEmpty() ? place : place + "; " + suggestions.getFirst().title();
  }

  /**
   * A way out: a part of the text, and what to put in its place.
   *
   * @param title what a person reads
   * @param from where the part begins, in characters from 0
   * @param to where it ends
   * @param with what to put there
   */
  public record Suggestion(String title, int from, int to, String with) {
    /** The text as suggested. */
    public String applyTo(String text) {
      return text.substring(0, from) + with + text.substring(to);
    }
  }
}
