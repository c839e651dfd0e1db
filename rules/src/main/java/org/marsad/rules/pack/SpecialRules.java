package org.marsad.rules.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Query;
import org.marsad.rules.pack.Rule.IndicatorKind;

/** Reads what rules for indicators and new terms say beside what all rules do. One rule. */
final class SpecialRules {
  private static final Set<String> INDICATOR_KEYS = Set.of("fields", "type", "list");
  private static final Set<String> NEW_TERMS_KEYS = Set.of("fields", "history", "learn");
  private static final int MAX_FIELDS = 3;
  private static final int MAX_DAYS = 366;
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([smhd])");

  private final JsonNode rule;
  private final Consumer<String> problems;
  private boolean isGood = true;

  SpecialRules(JsonNode rule, Consumer<String> problems) {
    this.rule = rule;
    this.problems = problems;
  }

  Optional<Rule.Indicator> indicator(
      Rule.Meta meta, Query match, List<String> key, @Nullable Path file) {
    JsonNode node = rule.path("indicator");
    known(node, "indicator", INDICATOR_KEYS);
    List<String> fields = fields(node, "indicator", Integer.MAX_VALUE);
    String word = node.path("type").asText("");
    IndicatorKind kind = IndicatorKind.ADDRESS;
    try {
      kind = IndicatorKind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      problem("indicator.type \"" + word + "\" is none; expecting address, domain, hash or url");
    }
    String name = node.path("list").asText("");
    if (file == null) {
      problem("indicator.list: lists do not come with rules from outside, only with packs");
      return Optional.empty();
    }
    Path list = file.resolveSibling(name.isEmpty() ? "missing" : name);
    if (name.isEmpty()) {
      problem("\"indicator.list\" is missing: the file of the list, beside the rule");
    } else if (!Files.isReadable(list)) {
      problem("indicator.list: there is no file " + name + " beside the rule");
    }
    return isGood
        ? Optional.of(new Rule.Indicator(meta, match, fields, kind, list, key))
        : Optional.empty();
  }

  Optional<Rule.NewTerms> newTerms(Rule.Meta meta, Query match) {
    JsonNode node = rule.path("new_terms");
    known(node, "new_terms", NEW_TERMS_KEYS);
    List<String> fields = fields(node, "new_terms", MAX_FIELDS);
    long history = span(node, "history", Duration.ofDays(30));
    long learn = span(node, "learn", Duration.ofDays(1));
    if (learn > history) {
      problem("new_terms.learn is longer than new_terms.history");
    }
    return isGood
        ? Optional.of(new Rule.NewTerms(meta, match, fields, history, learn))
        : Optional.empty();
  }

  private List<String> fields(JsonNode node, String name, int most) {
    var fields = new ArrayList<String>();
    JsonNode list = node.path("fields");
    if (list.isTextual()) {
      fields.add(list.asText());
    }
    list.forEach(each -> fields.add(each.asText()));
    if (fields.isEmpty() || fields.size() > most) {
      problem(
          most == Integer.MAX_VALUE
              ? "\"" + name + ".fields\" is missing: whose values are looked up"
              : "\"" + name + ".fields\" names 1 to " + most + " fields");
    }
    return fields;
  }

  private long span(JsonNode node, String key, Duration otherwise) {
    String text = node.path(key).asText("");
    if (text.isEmpty()) {
      return Nanos.of(otherwise);
    }
    Matcher form = SPAN.matcher(text);
    if (!form.matches()) {
      problem("new_terms." + key + " \"" + text + "\" is no span of time such as 30d or 12h");
      return 1;
    }
    long count = Long.parseLong(form.group(1));
    Duration span =
        switch (form.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    boolean mayBeNone = key.equals("learn");
    if (span.compareTo(Duration.ofDays(MAX_DAYS)) > 0 || (span.isZero() && !mayBeNone)) {
      problem("new_terms." + key + " is at most " + MAX_DAYS + "d: " + text);
      return 1;
    }
    return Nanos.of(span);
  }

  private void known(JsonNode node, String name, Set<String> keys) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                problem("unknown key " + KeyPlaces.meant(name + "." + key, key, keys));
              }
            });
  }

  private void problem(String message) {
    isGood = false;
    problems.accept(message);
  }
}
