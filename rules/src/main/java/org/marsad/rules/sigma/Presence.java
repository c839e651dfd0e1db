package org.marsad.rules.sigma;

import java.util.List;

/** Which rules of a correlation must have held; rules are numbers in its list, a bit each. */
public sealed interface Presence {
  /** Whether it is so for the rules that held. */
  boolean holds(long rules);

  /** Whether it names an absence, which is only known when the window closes. */
  boolean hasAbsence();

  /** A rule held. */
  record Rule(int number) implements Presence {
    @Override
    public boolean holds(long rules) {
      return (rules & 1L << number) != 0;
    }

    @Override
    public boolean hasAbsence() {
      return false;
    }
  }

  /** All are so. */
  record All(List<Presence> parts) implements Presence {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(long rules) {
      return parts.stream().allMatch(part -> part.holds(rules));
    }

    @Override
    public boolean hasAbsence() {
      return parts.stream().anyMatch(Presence::hasAbsence);
    }
  }

  /** At least one is so. */
  record Any(List<Presence> parts) implements Presence {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(long rules) {
      return parts.stream().anyMatch(part -> part.holds(rules));
    }

    @Override
    public boolean hasAbsence() {
      return parts.stream().anyMatch(Presence::hasAbsence);
    }
  }

  /** It is not so. */
  record Not(Presence part) implements Presence {
    @Override
    public boolean holds(long rules) {
      return !part.holds(rules);
    }

    @Override
    public boolean hasAbsence() {
      return true;
    }
  }
}
