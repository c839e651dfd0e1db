package org.marsad.rules.explain;

import java.util.List;

/** A condition, or a part of one, with what became of it. */
public sealed interface Verdict {
  /** Whether it holds for the event. */
  boolean holds();

  /** Conditions together. */
  record Joined(String name, How how, List<Verdict> parts, boolean holds) implements Verdict {
    /**
     * Several.
     *
     * @param name that of the selection in the rule; may be empty
     */
    public Joined {
      parts = List.copyOf(parts);
    }

    /** Conditions of which it follows whether they hold together. */
    public static Joined of(String name, How how, List<Verdict> parts) {
      boolean holds =
          switch (how) {
            case ALL -> parts.stream().allMatch(Verdict::holds);
            case ANY -> parts.stream().anyMatch(Verdict::holds);
            case NONE -> parts.stream().noneMatch(Verdict::holds);
          };
      return new Joined(name, how, parts, holds);
    }
  }

  /**
   * What is asked of one field.
   *
   * @param field as the rule names it, with the name it was sought under where that is another
   * @param wanted what its value must be like, such as {@code ends with "\cmd.exe"}
   * @param seen its values; none if the event does not have it
   */
  record Asked(String field, String wanted, List<String> seen, boolean holds) implements Verdict {
    public Asked {
      seen = List.copyOf(seen);
    }

    /** In one line: {@code Image is "C:\a.exe", wanted: ends with "\cmd.exe"}. */
    public String told() {
      return field + (seen.isEmpty() ? " is not there" : " is " + values()) + "; wanted: " + wanted;
    }

    /** The values, quoted, shortened where they are long or many. */
    public String values() {
      var text = new StringBuilder();
      for (int i = 0; i < seen.size() && i < MAX_VALUES; i++) {
        text.append(i == 0 ? "" : ", ").append('"').append(Shortened.of(seen.get(i))).append('"');
      }
      return seen.size() > MAX_VALUES
          ? text + " and " + (seen.size() - MAX_VALUES) + " more"
          : text.toString();
    }

    private static final int MAX_VALUES = 3;
  }

  /** How conditions are joined. */
  enum How {
    ALL,
    ANY,
    NONE
  }
}
