package org.marsad.rules.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A folder of rules, read.
 *
 * @param name the folder's name: letters, digits, dashes
 * @param version of the pack
 * @param title one line
 * @param author of its rules where they name none
 * @param detections rules for single events in the query language
 * @param sigma rules for single events in Sigma
 * @param grouped correlations in Sigma, each behind those that it names
 * @param indicators rules for single events whose values are on lists
 * @param newTerms rules for values that were never seen before
 * @param drl texts of its DRL files by file name
 * @param samples recorded logs by name
 * @param partition the attribute its DRL may be split by; empty if it may not, or its DRL says
 * @param needs how far it has come, and what it needs
 */
public record Pack(
    String name,
    String version,
    String title,
    String author,
    List<Rule.Detection> detections,
    List<Rule.Sigma> sigma,
    List<Rule.Grouped> grouped,
    List<Rule.Indicator> indicators,
    List<Rule.NewTerms> newTerms,
    Map<String, String> drl,
    Map<String, SampleLog> samples,
    String partition,
    PackNeeds needs) {
  public Pack {
    detections = List.copyOf(detections);
    sigma = List.copyOf(sigma);
    grouped = List.copyOf(grouped);
    indicators = List.copyOf(indicators);
    newTerms = List.copyOf(newTerms);
    drl = Map.copyOf(drl);
    samples = Map.copyOf(samples);
  }

  /** A pack that needs nothing, and whose correlations are not split. */
  public Pack(
      String name,
      String version,
      String title,
      String author,
      List<Rule.Detection> detections,
      List<Rule.Sigma> sigma,
      List<Rule.Grouped> grouped,
      List<Rule.Indicator> indicators,
      List<Rule.NewTerms> newTerms,
      Map<String, String> drl,
      Map<String, SampleLog> samples) {
    this(
        name,
        version,
        title,
        author,
        detections,
        sigma,
        grouped,
        indicators,
        newTerms,
        drl,
        samples,
        "",
        PackNeeds.NONE);
  }

  /** The same with these correlations in Sigma. */
  Pack with(List<Rule.Grouped> correlations) {
    return new Pack(
        name,
        version,
        title,
        author,
        detections,
        sigma,
        correlations,
        indicators,
        newTerms,
        drl,
        samples,
        partition,
        needs);
  }

  /** All rules for single events. */
  public List<Rule.Single> singles() {
    var singles = new ArrayList<Rule.Single>(detections);
    singles.addAll(sigma);
    singles.addAll(indicators);
    return singles;
  }

  /** Whether it has any rule. */
  public boolean hasRules() {
    return !(singles().isEmpty() && grouped.isEmpty() && newTerms.isEmpty() && drl.isEmpty());
  }
}
