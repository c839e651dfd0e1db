/**
 * Rules over keyed state, Sigma's correlations first of all: compiled by {@link
 * org.marsad.rules.keyed.KeyedRules}, evaluated over one course of event time by {@link
 * org.marsad.rules.keyed.KeyedTimeline} with the tables of {@code state}. They stand beside the
 * packs that Drools correlates, and need none of it.
 */
@NullMarked
package org.marsad.rules.keyed;

import org.jspecify.annotations.NullMarked;
