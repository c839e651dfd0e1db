package org.marsad.rules.match;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether an expression is found in a value: the value's length and characters first, then an
 * automaton, and RE2 only where that does not know. Thread-safe.
 */
final class RegexCheck implements ValueCheck {
  private final String text;
  private final RegexFloor floor;
  private volatile boolean isTried;
  private volatile @Nullable RegexAutomaton automaton;
  private volatile @Nullable Pattern pattern;

  /** Of an expression that RE2 compiles, with its flags in front. */
  RegexCheck(String text) {
    this.text = text;
    this.floor = RegexFloor.of(text);
  }

  @Override
  public boolean holds(byte[] bytes, int from, int to) {
    return floor.allows(bytes, from, to) && finds(bytes, from, to);
  }

  /** The same for a value of which it is known what it has. */
  boolean holds(byte[] bytes, int from, int to, ValueShape shape) {
    return floor.allows(shape) && finds(bytes, from, to);
  }

  private boolean finds(byte[] bytes, int from, int to) {
    RegexAutomaton made = automaton();
    RegexAutomaton.Answer answer =
        made == null ? RegexAutomaton.Answer.UNKNOWN : made.find(bytes, from, to);
    return switch (answer) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN ->
          pattern().matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8)).find();
    };
  }

  /** Made when a value first needs it; of two threads that make it at once, one is for nothing. */
  private @Nullable RegexAutomaton automaton() {
    if (!isTried) {
      automaton = RegexAutomaton.of(text);
      isTried = true;
    }
    return automaton;
  }

  private Pattern pattern() {
    Pattern made = pattern;
    if (made == null) {
      made = Pattern.compile(text);
      pattern = made;
    }
    return made;
  }
}
