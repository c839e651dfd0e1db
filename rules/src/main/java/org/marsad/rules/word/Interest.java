package org.marsad.rules.word;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.marsad.model.query.Query;
import org.marsad.rules.signal.Signal;

/**
 * What some pattern, counter or look-up of a pack can use: events of a word whose attributes have
 * certain values. What nobody is interested in never leaves stage 1, and is never inserted, since a
 * session holds whatever it is given.
 *
 * @param word its name, or {@link Vocabulary#ANY}
 * @param literals values by attribute, exactly as written
 */
public record Interest(String word, Map<String, String> literals) {
  public Interest {
    literals = Map.copyOf(literals);
  }

  /** Whether an event that has the word is of interest. */
  public boolean holds(Word of, Signal signal) {
    for (Map.Entry<String, String> literal : literals.entrySet()) {
      if (!of.is(literal.getKey(), literal.getValue(), signal)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A condition per word that holds at least for every event that somebody is interested in: stage
   * 1 ignores case and looks at all values. What is no word for events has none.
   */
  public static Map<String, Query> conditions(List<Interest> interests, Vocabulary vocabulary) {
    var clauses = new TreeMap<String, List<Query>>();
    for (Interest interest : interests) {
      if (vocabulary.find(interest.word) == null) {
        continue;
      }
      clauses
          .computeIfAbsent(interest.word, _ -> new ArrayList<>())
          .add(interest.query(vocabulary));
    }
    var conditions = new TreeMap<String, Query>();
    clauses.forEach(
        (name, any) -> {
          List<Query> distinct = any.stream().distinct().toList();
          Optional<Query> all = distinct.stream().filter(Query.All.class::isInstance).findAny();
          Query wanted =
              all.orElseGet(
                  () -> distinct.size() == 1 ? distinct.getFirst() : new Query.Or(distinct));
          conditions.put(name, and(List.of(vocabulary.get(name).when(), wanted)));
        });
    return conditions;
  }

  private Query query(Vocabulary vocabulary) {
    var clauses = new ArrayList<Query>();
    for (Map.Entry<String, String> literal : new TreeMap<>(literals).entrySet()) {
      if (literal.getValue().isEmpty()) {
        continue;
      }
      List<Query> any =
          vocabulary.get(word).fields(literal.getKey()).stream()
              .<Query>map(field -> new Query.Term(field, literal.getValue(), false))
              .toList();
      clauses.add(any.size() == 1 ? any.getFirst() : new Query.Or(any));
    }
    return and(clauses);
  }

  private static Query and(List<Query> clauses) {
    var flat = new ArrayList<Query>();
    for (Query clause : clauses) {
      if (clause instanceof Query.And and) {
        flat.addAll(and.clauses());
      } else if (!(clause instanceof Query.All)) {
        flat.add(clause);
      }
    }
    return flat.isEmpty()
        ? new Query.All()
        : flat.size() == 1 ? flat.getFirst() : new Query.And(flat);
  }
}
