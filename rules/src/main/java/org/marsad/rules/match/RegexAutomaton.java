package org.marsad.rules.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether an expression is found in text of ASCII, one table access a byte. A state is the set of
 * steps of a {@link RegexProgram} that the text so far may have come to; states and the ways
 * between them are made when a text first needs them (as in RE2 and grep), up to {@value
 * #MAX_BYTES} bytes. Where there is a byte of another language or memory is used up, it does not
 * know. Thread-safe.
 */
final class RegexAutomaton {
  private static final int MAX_BYTES = 1 << 20;
  private static final int STATE = 160;
  private static final int END = 128;
  private static final int UNMOVED = -1;

  /** In place of a state: not made yet. */
  private static final int UNMADE = 0;

  /** In place of a state: found. */
  private static final int HIT = -1;

  /** In place of a state: there is no memory for it. */
  private static final int REFUSED = -2;

  private final RegexProgram program;

  /** Characters that no step tells from each other have the same number; the end has the last. */
  private final char[] kinds = new char[END + 1];

  private final int[] samples;
  private final int width;
  private final Map<State, Integer> numbers = new HashMap<>();
  private final List<State> states = new ArrayList<>();
  private final int[] stack;
  private int bytes;

  /** By state and kind of character the next state. Numbers of states begin with 1. */
  private volatile int[] table;

  private RegexAutomaton(RegexProgram program) {
    this.program = program;
    samples = classify();
    width = samples.length;
    stack = new int[program.size() * 2 + 2];
    table = new int[width * 8];
    var begin = new long[words()];
    begin[program.first() >>> 6] |= 1L << program.first();
    enter(new State(begin, END));
  }

  /** Of an expression that RE2 compiles, with its flags in front; null if it is not understood. */
  static @Nullable RegexAutomaton of(String pattern) {
    RegexTree tree = RegexParser.parse(pattern);
    RegexProgram program = tree == null ? null : RegexProgram.of(tree);
    return program == null ? null : new RegexAutomaton(program);
  }

  /** What it found out. */
  enum Answer {
    NO,
    YES,
    UNKNOWN
  }

  /** Whether the expression is found in [from, to). */
  Answer find(byte[] text, int from, int to) {
    int[] known = table;
    int state = 1;
    for (int i = from; i <= to; i++) {
      int b = i == to ? END : text[i];
      if (b < 0) {
        return Answer.UNKNOWN;
      }
      int at = state * width + kinds[b];
      int next = at < known.length ? known[at] : UNMADE;
      if (next == UNMADE) {
        next = make(state, kinds[b]);
        known = table;
      }
      if (next < 0) {
        return next == HIT ? Answer.YES : Answer.UNKNOWN;
      }
      state = next;
    }
    return Answer.NO;
  }

  private int words() {
    return (program.size() + 63) >>> 6;
  }

  /** Numbers the kinds of characters; one character of each kind, the end last. */
  private int[] classify() {
    int[] first = new int[END];
    int count = 1;
    if (program.hasPlaces()) {
      count = split(c -> isWord(c), count, first);
      count = split(c -> c == '\n', count, first);
    }
    for (int step = 1; step < program.size(); step++) {
      int each = step;
      if (program.takesAny(step)) {
        count = split(c -> program.takes(each, c), count, first);
      }
    }
    int[] found = Arrays.copyOf(first, count + 1);
    found[count] = END;
    kinds[END] = (char) count;
    return found;
  }

  /** Splits kinds of which some are taken and some are not; how many there are then. */
  private int split(IntPredicate takes, int before, int[] first) {
    int count = before;
    int[] moved = new int[before];
    Arrays.fill(moved, UNMOVED);
    for (int c = 0; c < END; c++) {
      int kind = kinds[c];
      if (takes.test(c) != takes.test(first[kind])) {
        if (moved[kind] == UNMOVED) {
          moved[kind] = count;
          first[count++] = c;
        }
        kinds[c] = (char) moved[kind];
      }
    }
    return count;
  }

  private static boolean isWord(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  /** The state behind another and a kind of character. */
  private synchronized int make(int state, int kind) {
    int at = state * width + kind;
    if (at < table.length && table[at] != UNMADE) {
      return table[at];
    }
    int next = next(states.get(state - 1), samples[kind]);
    reserve(at + 1);
    table[at] = next;
    return next;
  }

  private void reserve(int size) {
    if (table.length < size) {
      table = Arrays.copyOf(table, Math.max(size, table.length * 2));
    }
  }

  private int next(State state, int character) {
    var reached = new long[words()];
    for (int word = 0; word < state.steps.length; word++) {
      for (long left = state.steps[word]; left != 0; left &= left - 1) {
        int step = (word << 6) + Long.numberOfTrailingZeros(left);
        if (follow(step, state.before, character, reached)) {
          return HIT;
        }
      }
    }
    var after = new long[words()];
    if (character != END) {
      for (int word = 0; word < reached.length; word++) {
        for (long left = reached[word]; left != 0; left &= left - 1) {
          int step = (word << 6) + Long.numberOfTrailingZeros(left);
          if (program.takes(step, character)) {
            int target = program.target(step);
            after[target >>> 6] |= 1L << target;
          }
        }
      }
    }
    after[program.first() >>> 6] |= 1L << program.first();
    return enter(new State(after, program.hasPlaces() ? sort(character) : 0));
  }

  /** Marks all steps that can be reached without a character; whether the last is among them. */
  private boolean follow(int from, int before, int character, long[] reached) {
    int depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      int step = stack[--depth];
      if (step == RegexProgram.FOUND) {
        return true;
      }
      if ((reached[step >>> 6] & 1L << step) != 0) {
        continue;
      }
      reached[step >>> 6] |= 1L << step;
      RegexTree.Place place = program.place(step);
      if (!program.takesAny(step) && (place == null || isAt(place, before, character))) {
        stack[depth++] = program.target(step);
        stack[depth++] = program.other(step);
      }
    }
    return false;
  }

  /** One character for all that are of no difference to places. */
  private static int sort(int character) {
    return character == END || character == '\n' ? character : isWord(character) ? 'a' : ' ';
  }

  private static boolean isAt(RegexTree.Place place, int before, int behind) {
    boolean isEdge = isWord(before) != isWord(behind);
    return switch (place) {
      case TEXT_BEGIN -> before == END;
      case TEXT_END -> behind == END;
      case LINE_BEGIN -> before == END || before == '\n';
      case LINE_END -> behind == END || behind == '\n';
      case WORD_EDGE -> isEdge;
      case NO_WORD_EDGE -> !isEdge;
    };
  }

  /** The number of a state, known or new. */
  private int enter(State state) {
    Integer known = numbers.get(state);
    if (known != null) {
      return known;
    }
    int more = STATE + words() * Long.BYTES + width * Integer.BYTES;
    if (bytes + more > MAX_BYTES) {
      return REFUSED;
    }
    bytes += more;
    states.add(state);
    numbers.put(state, states.size());
    return states.size();
  }

  /**
   * Steps the text so far may have come to, and what stands before the place, {@link #END} if
   * nothing does.
   */
  private static final class State {
    final long[] steps;
    final int before;

    State(long[] steps, int before) {
      this.steps = steps;
      this.before = before;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof State state
          && before == state.before
          && Arrays.equals(steps, state.steps);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(steps) * 31 + before;
    }
  }
}
