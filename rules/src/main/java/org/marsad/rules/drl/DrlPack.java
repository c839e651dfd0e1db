package org.marsad.rules.drl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.word.Interest;

/**
 * The DRL of a pack, read.
 *
 * @param rules of all files, by file
 * @param derivations the declared types
 * @param patterns its patterns, be they over events or not
 * @param interests the events that its patterns, declared types and look-ups can use
 * @param lookups what is asked of the history
 * @param partition the attribute that the pack may be split by; empty if it may not
 * @param sources what the compiler may be given, by file
 * @param problems what was refused; if there is any, nothing may be compiled
 */
public record DrlPack(
    Map<String, List<RuleText>> rules,
    List<Derivation> derivations,
    List<Pattern> patterns,
    List<Interest> interests,
    List<Lookup> lookups,
    String partition,
    Map<String, String> sources,
    List<RuleProblem> problems) {
  public DrlPack {
    rules = Collections.unmodifiableMap(new TreeMap<>(rules));
    derivations = List.copyOf(derivations);
    patterns = List.copyOf(patterns);
    interests = List.copyOf(interests);
    lookups = List.copyOf(lookups);
    sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    problems = List.copyOf(problems);
  }
}
