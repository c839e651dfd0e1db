package org.marsad.rules.pack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * A pack as its folder has it, before it is known what the others have.
 *
 * @param name of its folder
 * @param pack without correlations in Sigma; null if it is none
 * @param sigma its rules in Sigma, with correlations whose names have no meaning yet
 * @param problems of its own files, but for those in Sigma
 */
record ReadPack(String name, @Nullable Pack pack, SigmaLoader sigma, List<RuleProblem> problems) {
  ReadPack {
    problems = List.copyOf(problems);
  }
}
