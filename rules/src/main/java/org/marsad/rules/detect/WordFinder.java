package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.word.Interest;
import org.marsad.rules.word.Vocabulary;

/**
 * Finds the words that an event has and that some pack can use. What it finds may be a little too
 * much, never too little: sessions look again. Thread-safe.
 */
public final class WordFinder {
  private final QueryDetector detector;

  /** For what these can use. */
  public WordFinder(List<Interest> interests, Vocabulary vocabulary, Schema schema) {
    var rules = new ArrayList<Rule.Detection>();
    Map<String, Query> conditions = Interest.conditions(interests, vocabulary);
    new TreeMap<>(conditions)
        .forEach(
            (word, condition) ->
                rules.add(
                    new Rule.Detection(
                        new Rule.Meta(word, 1, word, "", "", Level.INFORMATIONAL, List.of(), ""),
                        condition,
                        List.of())));
    detector = new QueryDetector(rules, schema, new Re2());
  }

  /** The names of the words of a row's event, sorted. */
  public List<String> find(EventBatch batch, int row) {
    return detector.match(batch, row);
  }
}
