package org.marsad.rules.drl;

import org.marsad.rules.word.Interest;

/**
 * What must have come before an event, or a pattern cannot use it: a fact that the rule names
 * before, with the same value where both are compared.
 *
 * @param first the facts that may come before
 * @param attribute of the event; empty if no attribute is compared
 * @param firstAttribute of the fact before, whose value must be the same
 * @param within how long before at most, in milliseconds
 */
public record Sequel(Interest first, String attribute, String firstAttribute, long within) {}
