package org.marsad.rules.drl;

import org.marsad.rules.word.Interest;

/**
 * What rules ask of the history: events of a word by the value of an attribute, of which only some
 * are of use.
 */
public record Lookup(Interest interest, String by) {}
