package org.marsad.rules.pack;

import java.util.List;

/**
 * Another pack that a pack needs.
 *
 * @param version the least that will do; empty for any
 */
public record NeededPack(String name, String version) {
  /** What is wrong with a pack of this version that is there; empty if it will do. */
  String problem(String there) {
    return version.isEmpty() || compare(there, version) >= 0
        ? ""
        : "it needs the pack \"" + name + "\" from version " + version + " on; here is " + there;
  }

  /** What is wrong if there is none. */
  String missing() {
    return "it needs the pack \"" + name + "\", which is not here";
  }

  /** Numbers between dots, compared one by one; what is no number as text. */
  private static int compare(String a, String b) {
    List<String> left = List.of(a.split("\\.", -1));
    List<String> right = List.of(b.split("\\.", -1));
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String one = i < left.size() ? left.get(i) : "0";
      String other = i < right.size() ? right.get(i) : "0";
      int order =
          isNumber(one) && isNumber(other)
              ? Long.compare(Long.parseLong(one), Long.parseLong(other))
              : one.compareTo(other);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return version.isEmpty() ? "pack " + name : "pack " + name + " from version " + version + " on";
  }
}
