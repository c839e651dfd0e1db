package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Rules by what correlations call them: their ids, and their names. */
final class RuleNames {
  private static final int MAX_CHOICES = 10;

  private final Map<String, Set<String>> idsByName = new HashMap<>();
  private final Set<String> ids = new LinkedHashSet<>();
  private @Nullable RuleNames others;

  void enter(String id, String name) {
    ids.add(id);
    if (!name.isEmpty()) {
      idsByName.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(id);
    }
  }

  /** The same, and where a word means nothing, what it means among others. */
  RuleNames before(RuleNames others) {
    var both = new RuleNames();
    both.ids.addAll(ids);
    both.idsByName.putAll(idsByName);
    both.others = others;
    return both;
  }

  void enter(RuleNames all) {
    ids.addAll(all.ids);
    all.idsByName.forEach(
        (name, own) -> idsByName.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(own));
  }

  boolean isNamed(String id, String name) {
    return idsByName.getOrDefault(name, Set.of()).contains(id);
  }

  /**
   * The id that a word means.
   *
   * @param ahead how many characters behind the start of the node the word stands
   */
  String resolve(Node node, String word, int ahead) {
    String id = word.toLowerCase(Locale.ROOT);
    if (ids.contains(id)) {
      return id;
    }
    Set<String> named = idsByName.getOrDefault(word, Set.of());
    if (named.size() == 1) {
      return named.iterator().next();
    }
    if (named.isEmpty() && others != null) {
      return others.resolve(node, word, ahead);
    }
    throw Rejection.at(
        node,
        ahead,
        named.isEmpty()
            ? "no rule has the id or name \"" + word + "\"" + suggestion(word)
            : "several rules have the name \"" + word + "\"; name one by its id");
  }

  private String suggestion(String word) {
    List<String> known = new ArrayList<>(idsByName.keySet());
    String suggestion = known.isEmpty() ? "" : Suggestions.of(word, known);
    return known.size() > MAX_CHOICES && !suggestion.contains("did you mean") ? "" : suggestion;
  }
}
