/**
 * Adding up in columns: {@link org.marsad.index.column.Column} is what a segment has of a field,
 * {@link org.marsad.index.column.SegmentGroups} counts one segment. {@code
 * org.marsad.index.search.GroupSearch} brings the segments together.
 */
@NullMarked
package org.marsad.index.column;

import org.jspecify.annotations.NullMarked;
