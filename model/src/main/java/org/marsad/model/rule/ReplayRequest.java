package org.marsad.model.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.marsad.model.query.Query;

/**
 * What is to be replayed. One of {@code pack}, {@code rule} and {@code files} says which rules.
 *
 * @param pack the name of a pack at work, or empty
 * @param rule the id of a rule at work, or empty
 * @param files Sigma and native rules in YAML by the names of their files, or none
 * @param query which events; all of them unless something is looked for
 * @param earliest first nanosecond of the range
 * @param latest first nanosecond behind it
 */
public record ReplayRequest(
    String pack, String rule, Map<String, String> files, Query query, long earliest, long latest) {
  /** Characters of all files at most. */
  public static final int MAX_TEXT = 16 << 20;

  public ReplayRequest {
    files = Map.copyOf(files);
    Objects.requireNonNull(query);
    int said = (pack.isEmpty() ? 0 : 1) + (rule.isEmpty() ? 0 : 1) + (files.isEmpty() ? 0 : 1);
    if (said != 1) {
      throw new IllegalArgumentException("expecting one of pack, rule and rules");
    }
    if (latest <= earliest) {
      throw new IllegalArgumentException("the range ends before it begins");
    }
    long length = 0;
    for (Map.Entry<String, String> file : files.entrySet()) {
      length += file.getKey().length() + file.getValue().length();
    }
    if (length > MAX_TEXT) {
      throw new IllegalArgumentException(
          "the rules have " + length + " characters, and may have " + MAX_TEXT);
    }
  }

  /** Whether every event of the range is looked at. */
  public boolean isOfAll() {
    return query instanceof Query.All;
  }

  /** The same without the texts of its files: to be remembered. */
  public ReplayRequest withoutTexts() {
    var names = new HashMap<String, String>();
    files.keySet().forEach(name -> names.put(name, ""));
    return new ReplayRequest(pack, rule, names, query, earliest, latest);
  }

  /** The rules, for people. */
  public String subject() {
    if (!pack.isEmpty()) {
      return "pack " + pack;
    }
    if (!rule.isEmpty()) {
      return "rule " + rule;
    }
    return files.size() == 1
        ? "rules of " + files.keySet().iterator().next()
        : files.size() + " files of rules";
  }
}
