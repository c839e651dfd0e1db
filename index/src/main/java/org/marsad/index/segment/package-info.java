/**
 * Ordinary Lucene segments written directly: {@link org.marsad.index.segment.SegmentBuilder} reads
 * events into numbers, {@link org.marsad.index.segment.SegmentWriter} turns them over and hands
 * them to Lucene's codec, {@link org.marsad.index.segment.StoredEvents} gives the events back.
 * {@link org.marsad.index.segment.SegmentMerge} puts segments together. {@code Grams} finds terms
 * by their parts.
 */
@NullMarked
package org.marsad.index.segment;

import org.jspecify.annotations.NullMarked;
