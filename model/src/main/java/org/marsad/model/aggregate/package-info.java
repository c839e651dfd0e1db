/**
 * What {@code stats} and its kin compute over many rows: {@link
 * org.marsad.model.aggregate.Aggregate} is what is written, {@link
 * org.marsad.model.aggregate.Aggregates} reads it, an {@link
 * org.marsad.model.aggregate.Accumulator} computes it for one group.
 */
@NullMarked
package org.marsad.model.aggregate;

import org.jspecify.annotations.NullMarked;
