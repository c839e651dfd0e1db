package org.marsad.rules.drl;

import org.jspecify.annotations.Nullable;
import org.marsad.rules.word.Interest;

/**
 * A pattern of a rule, as far as it can be known without Drools which facts it can use.
 *
 * @param interest what the facts must be
 * @param after what must have come before them; null if nothing must
 * @param isAlone whether its rule looks at nothing else that happens, so that a fact is of no use
 *     any more when the rules have seen it
 */
public record Pattern(Interest interest, @Nullable Sequel after, boolean isAlone) {}
