package org.marsad.rules;

import java.util.List;

/**
 * What came of reading the packs again.
 *
 * @param added packs that are at work now and were not
 * @param changed packs that go on with other rules
 * @param removed packs that are at work no more
 * @param refused what is wrong with packs, with places; those go on as they were
 * @param position the id of the first event that the rules as they are now have judged; -1 if
 *     nothing has changed
 */
public record PackChange(
    List<String> added,
    List<String> changed,
    List<String> removed,
    List<String> refused,
    long position) {
  public PackChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    refused = List.copyOf(refused);
  }

  /** Nothing was taken, for these reasons. */
  public static PackChange refused(List<String> why) {
    return new PackChange(List.of(), List.of(), List.of(), why, -1);
  }

  /** Whether the rules are what they were. */
  public boolean isNothing() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
