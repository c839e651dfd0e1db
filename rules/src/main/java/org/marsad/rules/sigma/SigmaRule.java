package org.marsad.rules.sigma;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.incident.Level;

/**
 * A detection rule of Sigma.
 *
 * @param id a UUID, or made of the title where the rule has none
 * @param version the day of its last change as a number, 20260805; 1 where none is told
 * @param title one line
 * @param description may be empty
 * @param author may be empty; messages about a match name them (Detection Rule License 1.1)
 * @param level how bad it is
 * @param status such as {@code stable}; may be empty
 * @param tags such as {@code attack.t1059.001}
 * @param references addresses to read on
 * @param logSource which logs it is for
 * @param condition when it holds
 * @param selections the search identifiers by name, in the order of the rule; the very parts of the
 *     condition
 * @param file where it was read
 * @param line of the document in the file, from 1
 */
public record SigmaRule(
    String id,
    int version,
    String title,
    String description,
    String author,
    Level level,
    String status,
    List<String> tags,
    List<String> references,
    LogSource logSource,
    Expr condition,
    Map<String, Expr> selections,
    String file,
    int line) {
  public SigmaRule {
    tags = List.copyOf(tags);
    references = List.copyOf(references);
    selections = Collections.unmodifiableMap(new LinkedHashMap<>(selections));
  }

  /** The same with another condition. */
  SigmaRule with(Expr other) {
    return new SigmaRule(
        id,
        version,
        title,
        description,
        author,
        level,
        status,
        tags,
        references,
        logSource,
        other,
        selections,
        file,
        line);
  }
}
