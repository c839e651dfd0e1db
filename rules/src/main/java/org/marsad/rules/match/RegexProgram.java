package org.marsad.rules.match;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.match.RegexTree.At;
import org.marsad.rules.match.RegexTree.Characters;
import org.marsad.rules.match.RegexTree.Choice;
import org.marsad.rules.match.RegexTree.Repeat;
import org.marsad.rules.match.RegexTree.Sequence;

/**
 * An expression as steps that lead to others (Thompson, CACM 11, 1968): take a character, go two
 * ways, go on at a place. Built by one thread, then only read.
 */
final class RegexProgram {
  /** The step at which something was found. */
  static final int FOUND = 0;

  private static final int MAX_STEPS = 4000;

  /** Sets of characters, two words a step; a step without any takes none. */
  private long[] taken = new long[32];

  private int[] targets = new int[16];
  private int[] others = new int[16];
  private RegexTree.@Nullable Place[] places = new RegexTree.Place[16];
  private int size = 1;
  private int first;
  private boolean hasPlaces;

  private RegexProgram() {}

  /** The steps of a tree; null if there are too many. */
  static @Nullable RegexProgram of(RegexTree tree) {
    var program = new RegexProgram();
    int first = program.enter(tree, FOUND);
    if (program.size > MAX_STEPS) {
      return null;
    }
    program.first = first;
    return program;
  }

  /** Where it begins. */
  int first() {
    return first;
  }

  int size() {
    return size;
  }

  /** Whether it asks where it is. */
  boolean hasPlaces() {
    return hasPlaces;
  }

  /** Whether a step takes a character. */
  boolean takes(int step, int character) {
    return (taken[step * 2 + (character >>> 6)] & 1L << character) != 0;
  }

  boolean takesAny(int step) {
    return (taken[step * 2] | taken[step * 2 + 1]) != 0;
  }

  /** Where a step leads. */
  int target(int step) {
    return targets[step];
  }

  /** Where it leads too, or the same. */
  int other(int step) {
    return others[step];
  }

  /** The place at which alone it leads on; null if anywhere. */
  RegexTree.@Nullable Place place(int step) {
    return places[step];
  }

  /** Enters the steps of a tree behind which it goes on at {@code then}; where they begin. */
  private int enter(RegexTree tree, int then) {
    if (size > MAX_STEPS) {
      return then;
    }
    return switch (tree) {
      case Characters(long low, long high) -> {
        int step = step(then, then);
        taken[step * 2] = low;
        taken[step * 2 + 1] = high;
        // Nothing to take and nowhere to go: it ends here.
        if ((low | high) == 0) {
          targets[step] = step;
          others[step] = step;
        }
        yield step;
      }
      case At(RegexTree.Place place) -> {
        int step = step(then, then);
        places[step] = place;
        hasPlaces = true;
        yield step;
      }
      case Sequence(var parts) -> {
        int next = then;
        for (int i = parts.size() - 1; i >= 0; i--) {
          next = enter(parts.get(i), next);
        }
        yield next;
      }
      case Choice(var parts) -> {
        int next = enter(parts.getLast(), then);
        for (int i = parts.size() - 2; i >= 0; i--) {
          next = step(enter(parts.get(i), then), next);
        }
        yield next;
      }
      case Repeat repeat -> repeat(repeat, then);
    };
  }

  private int repeat(Repeat repeat, int then) {
    int next = then;
    if (repeat.most() == Integer.MAX_VALUE) {
      int loop = step(then, then);
      // Entered first: it may move the steps to larger arrays.
      int inside = enter(repeat.part(), loop);
      targets[loop] = inside;
      next = loop;
    } else {
      for (int i = repeat.least(); i < repeat.most() && size <= MAX_STEPS; i++) {
        next = step(enter(repeat.part(), next), then);
      }
    }
    for (int i = 0; i < repeat.least() && size <= MAX_STEPS; i++) {
      next = enter(repeat.part(), next);
    }
    return next;
  }

  private int step(int target, int other) {
    if (size == targets.length) {
      taken = Arrays.copyOf(taken, size * 4);
      targets = Arrays.copyOf(targets, size * 2);
      others = Arrays.copyOf(others, size * 2);
      places = Arrays.copyOf(places, size * 2);
    }
    targets[size] = target;
    others[size] = other;
    return size++;
  }
}
