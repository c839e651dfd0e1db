package org.marsad.query;

import java.util.List;

/** Reads the packs of the running server again. Any thread may ask; it may take seconds. */
@FunctionalInterface
public interface PackReloading {
  /** Reads them and goes on with what has changed. */
  Report reload();

  /**
   * What came of it.
   *
   * @param added packs that are at work now and were not
   * @param changed packs that go on with other rules
   * @param removed packs that are at work no more
   * @param refused what is wrong, with file, line and column; those packs go on as they were
   * @param position the id of the first event that is judged by the rules as they are now; -1 if
   *     nothing has changed
   */
  record Report(
      List<String> added,
      List<String> changed,
      List<String> removed,
      List<String> refused,
      long position) {
    public Report {
      added = List.copyOf(added);
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
      refused = List.copyOf(refused);
    }

    /** Nothing was taken, for this reason. */
    public static Report refused(String why) {
      return new Report(List.of(), List.of(), List.of(), List.of(why), -1);
    }
  }
}
