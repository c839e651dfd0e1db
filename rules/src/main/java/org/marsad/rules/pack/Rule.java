package org.marsad.rules.pack;

import java.util.List;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;

/** What a pack holds. */
public sealed interface Rule {
  /** What every rule says of itself. */
  Meta meta();

  /**
   * Holds for a single event.
   *
   * @param match the condition
   * @param key fields that tell one alert of this rule from another
   */
  record Detection(Meta meta, Query match, List<String> key) implements Rule {
    public Detection {
      key = List.copyOf(key);
    }
  }

  /**
   * Holds for several events together: a rule of a DRL file.
   *
   * @param name the rule's name in its file
   */
  record Correlation(Meta meta, String name) implements Rule {}

  /**
   * What a rule says of itself.
   *
   * @param id unique among all packs, letters, digits and dashes
   * @param version from 1; part of the ids of its alerts
   * @param title one line
   * @param description more; may be empty
   * @param author may be empty
   * @param level how bad it is when the rule holds
   * @param attack ATT&CK ids
   * @param pack name of its pack
   */
  record Meta(
      String id,
      int version,
      String title,
      String description,
      String author,
      Level level,
      List<String> attack,
      String pack) {
    public Meta {
      attack = List.copyOf(attack);
    }
  }
}
