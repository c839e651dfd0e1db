package org.marsad.model.incident;

import java.util.List;
import java.util.Locale;

/**
 * What a site does not want to be told again, or not at all. Nothing is lost: every alert it holds
 * for is counted, and its evidence is kept.
 *
 * @param id of the action that made it
 * @param kind what becomes of the alerts
 * @param rule the id of the rule it is for; empty for all
 * @param query which alerts, in the language of search over the fields of alerts; empty for all
 * @param fields alerts with the same values in these fields are one story; only for {@link
 *     Kind#FOLD}
 * @param window how long after its last alert a story takes further ones, in nanoseconds of event
 *     time; only for {@link Kind#FOLD}
 * @param owner who answers for it
 * @param reason why
 * @param created clock of the log when it was made
 * @param expires clock of the log from which it holds no more
 * @param alerts how many alerts it held for
 * @param lastAlert {@code @timestamp} of the last of them; 0 if there was none
 */
public record Suppression(
    String id,
    Kind kind,
    String rule,
    String query,
    List<String> fields,
    long window,
    String owner,
    String reason,
    long created,
    long expires,
    long alerts,
    long lastAlert) {
  public Suppression {
    fields = List.copyOf(fields);
  }

  /** The same after one more alert. */
  public Suppression counted(long time) {
    return new Suppression(
        id,
        kind,
        rule,
        query,
        fields,
        window,
        owner,
        reason,
        created,
        expires,
        alerts + 1,
        Math.max(lastAlert, time));
  }

  /** What becomes of alerts. */
  public enum Kind {
    /** Further ones add to the first of their story. */
    FOLD,
    /** They are kept, and belong to no incident. */
    EXCEPT;

    /** The word in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
