package org.marsad.rules.sigma;

import java.util.List;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.nodes.Node;

/** A document of a Sigma file, as far as it can be read without the others. */
sealed interface SigmaDocument {
  /** It cannot be used. */
  record Bad(List<RuleProblem> problems) implements SigmaDocument {
    public Bad {
      problems = List.copyOf(problems);
    }

    static Bad of(RuleProblem problem) {
      return new Bad(List.of(problem));
    }
  }

  /** A rule for single events. */
  record Detection(SigmaRule rule, String name, int column, List<RuleProblem> warnings)
      implements SigmaDocument {
    public Detection {
      warnings = List.copyOf(warnings);
    }
  }

  /** A condition for others. */
  record Filter(SigmaFilter filter, List<RuleProblem> warnings) implements SigmaDocument {
    public Filter {
      warnings = List.copyOf(warnings);
    }
  }

  /** A correlation, of which the head was read. */
  record Correlation(String id, String name, Node document) implements SigmaDocument {}
}
