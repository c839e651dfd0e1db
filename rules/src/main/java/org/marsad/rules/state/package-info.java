/**
 * Keyed state outside of Drools: flat, bounded, counted. A table sees the events of its keys in the
 * order of event time and tells what it was made for: {@link org.marsad.rules.state.CountTable},
 * {@link org.marsad.rules.state.DistinctTable} and {@link org.marsad.rules.state.ValueTable} when a
 * threshold is crossed, {@link org.marsad.rules.state.RiskTable} when points add up, {@link
 * org.marsad.rules.state.PairTable} an event with the one before it, {@link
 * org.marsad.rules.state.RhythmTable} how regular a key comes, {@link
 * org.marsad.rules.state.SilenceTable} that it does not come any more.
 *
 * <p>All tables of one course of time share a {@link org.marsad.rules.state.Budget}, which bounds
 * their memory, and a {@link org.marsad.rules.state.Trail}, which keeps the events they may have to
 * show. Tables, budget and trail are written to the checkpoint and belong to one thread.
 *
 * <p>Windows are {@code (t - within, t]}: what is exactly as old as the window is outside. A key
 * that crossed is silent for one window; then it crosses again as soon as the threshold is reached
 * by events that came since, so that what goes on is told again once a window.
 */
@NullMarked
package org.marsad.rules.state;

import org.jspecify.annotations.NullMarked;
