package org.marsad.rules.pack;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.rules.problem.RuleProblem;

/**
 * Reads rules in YAML of our own and keeps them by kind. What cannot be used is told with the place
 * of its key and left out. One thread.
 */
final class NativeRules {
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "version",
          "title",
          "description",
          "author",
          "status",
          "level",
          "references",
          "tags",
          "match",
          "key",
          "indicator",
          "new_terms");

  final List<Rule.Detection> detections = new ArrayList<>();
  final List<Rule.Indicator> indicators = new ArrayList<>();
  final List<Rule.NewTerms> newTerms = new ArrayList<>();

  private final String pack;
  private final String packAuthor;
  private final List<RuleProblem> problems;

  /**
   * A reader.
   *
   * @param packAuthor of rules that name none
   * @param problems takes what is wrong
   */
  NativeRules(String pack, String packAuthor, List<RuleProblem> problems) {
    this.pack = pack;
    this.packAuthor = packAuthor;
    this.problems = problems;
  }

  /**
   * Takes a rule.
   *
   * @param text the YAML it was read from
   * @param place the file as it is told
   * @param file beside which its lists lie; null if it came without
   */
  void read(JsonNode rule, String text, String place, @Nullable Path file) {
    var places = new KeyPlaces(place, text);
    int before = problems.size();
    places.known(rule, KEYS, problems::add);
    String id = required(rule, "id", places);
    String title = required(rule, "title", places);
    Level level = level(required(rule, "level", places), places);
    boolean special = rule.has("indicator") || rule.has("new_terms");
    String query = special ? rule.path("match").asText("*") : required(rule, "match", places);
    Query match = match(query, places);
    if (problems.size() > before) {
      return;
    }
    var meta =
        new Rule.Meta(
            id,
            rule.path("version").asInt(1),
            title,
            rule.path("description").asText(""),
            rule.path("author").asText(packAuthor),
            level,
            PackLoader.attack(texts(rule.path("tags"))),
            pack,
            texts(rule.path("references")),
            texts(rule.path("tags")));
    List<String> key = texts(rule.path("key"));
    if (rule.has("indicator")) {
      special(rule, "indicator", places)
          .indicator(meta, match, key, file)
          .ifPresent(indicators::add);
    } else if (rule.has("new_terms")) {
      special(rule, "new_terms", places).newTerms(meta, match).ifPresent(newTerms::add);
    } else {
      detections.add(new Rule.Detection(meta, match, key));
    }
  }

  private SpecialRules special(JsonNode rule, String key, KeyPlaces places) {
    return new SpecialRules(rule, message -> problems.add(places.problem(key, message)));
  }

  private Query match(String text, KeyPlaces places) {
    try {
      return QueryParser.parse(text);
    } catch (QuerySyntaxException e) {
      e.problems().forEach(p -> problems.add(places.problem("match", "match: " + p)));
      return new Query.All();
    }
  }

  private Level level(String word, KeyPlaces places) {
    Optional<Level> level = Level.parse(word);
    if (level.isEmpty() && !word.isEmpty()) {
      problems.add(
          places.problem(
              "level",
              "level \""
                  + word
                  + "\" is none; expecting informational, low, medium, high or critical"));
    }
    return level.orElse(Level.LOW);
  }

  private String required(JsonNode rule, String key, KeyPlaces places) {
    String value = rule.path(key).asText("");
    if (value.isEmpty()) {
      problems.add(places.problem(key, "\"" + key + "\" is missing"));
    }
    return value;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
