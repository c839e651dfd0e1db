package org.marsad.rules.drl;

import java.util.Collection;
import java.util.Map;
import org.marsad.model.config.Suggest;

/** What to write instead of the parts of DRL that packs may not use. */
final class Advice {
  private static final String COUNT =
      "; to count, declare a type that extends Burst, and match that";
  private static final String TELL =
      "; a rule may only say: incidents.open($key).because($fact, ...);";
  private static final String WORDS = "; facts and their comparisons are all there is";
  private static final String ORDER = "; rules have no order, and none may depend on one";

  private static final Map<String, String> BY_WORD =
      Map.ofEntries(
          Map.entry("accumulate", COUNT),
          Map.entry("acc", COUNT),
          Map.entry("groupby", COUNT),
          Map.entry("collect", COUNT),
          Map.entry("over", COUNT),
          Map.entry("window", COUNT),
          Map.entry("eval", WORDS),
          Map.entry("forall", "; say: not Fact(...)"),
          Map.entry("function", WORDS),
          Map.entry("query", WORDS),
          Map.entry("new", WORDS),
          Map.entry("dialect", WORDS),
          Map.entry("unit", WORDS),
          Map.entry("enum", "; a text does instead"),
          Map.entry(
              "matches",
              "; say contains, str[startsWith] or str[endsWith]; for an"
                  + " expression write a rule for single events and match its Alert here"),
          Map.entry("soundslike", WORDS),
          Map.entry(
              "timer",
              "; to find that something is missing, extend Silence, or say: not"
                  + " Fact( this after[0s,10m] $fact )"),
          Map.entry("salience", ORDER),
          Map.entry("agenda-group", ORDER),
          Map.entry("no-loop", ORDER),
          Map.entry("insert", TELL),
          Map.entry("insertLogical", TELL),
          Map.entry("update", TELL),
          Map.entry("modify", TELL),
          Map.entry("delete", TELL),
          Map.entry("retract", TELL),
          Map.entry("drools", TELL));

  private Advice() {}

  /** What helps with a word that may not stand where it does. */
  static String on(String word, Collection<String> expected) {
    String advice = BY_WORD.get(word);
    if (advice != null) {
      return advice;
    }
    if (expected.isEmpty()) {
      return "; nothing is, up to here";
    }
    String near = Suggest.among(word, expected);
    return near.isEmpty() ? "; expecting one of " + expected.stream().sorted().toList() : near;
  }
}
