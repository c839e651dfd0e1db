package org.marsad.rules.check;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.marsad.rules.pack.SampleLog;

/** What a test file expects. */
public sealed interface RuleTest {
  /** The test file and its line, as in {@code linux/rules/x.test.yaml:7}. */
  String place();

  /** What is tested, in a few words. */
  String name();

  /**
   * A rule for single events holds for one of these lines, or for none of them.
   *
   * @param rule its id
   * @param before lines that were received earlier and are not judged
   * @param lines one event; more where a sender needs several lines for it
   * @param received when
   * @param holds whether the rule must hold
   */
  record Single(
      String place,
      String rule,
      List<String> before,
      List<String> lines,
      Instant received,
      boolean holds)
      implements RuleTest {
    public Single {
      before = List.copyOf(before);
      lines = List.copyOf(lines);
    }

    @Override
    public String name() {
      return rule
          + (holds ? " holds, line " : " does not hold, line ")
          + place.substring(place.lastIndexOf(':') + 1);
    }
  }

  /**
   * Certain correlations, and no others of the pack, hold over a course of time.
   *
   * @param name given by the author
   * @param before lines that were received earlier and are not judged
   * @param lines in the order of their arrival
   * @param until how far time goes on
   * @param expected ids of the correlations that must hold
   */
  record Course(
      String place,
      String name,
      List<String> before,
      List<SampleLog.Line> lines,
      Instant until,
      Set<String> expected)
      implements RuleTest {
    public Course {
      before = List.copyOf(before);
      lines = List.copyOf(lines);
      expected = Set.copyOf(expected);
    }
  }
}
