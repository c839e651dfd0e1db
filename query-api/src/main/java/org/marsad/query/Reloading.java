package org.marsad.query;

import java.util.List;

/** Reads the settings of the running server again. Any thread may ask; it may take seconds. */
@FunctionalInterface
public interface Reloading {
  /** Reads settings, mappings, lists and certificates again, and goes on with what they say. */
  Report reload();

  /**
   * What came of it.
   *
   * @param changed settings that say something else now and are followed
   * @param needsRestart settings that say something else, but only a new start brings it about
   * @param renewed inputs that took up new certificates
   * @param refused what is wrong; settings, mappings and lists are then what they were
   */
  record Report(
      List<String> changed, List<String> needsRestart, List<String> renewed, List<String> refused) {
    public Report {
      changed = List.copyOf(changed);
      needsRestart = List.copyOf(needsRestart);
      renewed = List.copyOf(renewed);
      refused = List.copyOf(refused);
    }

    /** Nothing was taken, for this reason. */
    public static Report refused(String why) {
      return new Report(List.of(), List.of(), List.of(), List.of(why));
    }
  }
}
