package org.marsad.rules.source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.sigma.LogSource;

/**
 * An entry of the file of log sources.
 *
 * @param names what an event is of where the entry holds
 * @param has fields the event must have
 * @param when fields of which the event must have one of the values; a star at the end stands for
 *     anything
 * @param fields the names under which fields of rules stand in such events; the first that is there
 *     counts
 */
public record SourceEntry(
    LogSource names,
    List<String> has,
    Map<String, List<String>> when,
    Map<String, List<String>> fields) {
  public SourceEntry {
    has = List.copyOf(has);
    when = Map.copyOf(when);
    fields = Map.copyOf(fields);
  }

  /** What it is called by those who look for its events: what it names, and by which fields. */
  public String told() {
    var text = new StringBuilder(names.toString());
    new TreeMap<>(when)
        .forEach(
            (field, values) ->
                text.append(' ').append(field).append(':').append(String.join(",", values)));
    return text.toString();
  }
}
