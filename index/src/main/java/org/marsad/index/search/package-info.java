/** Queries as Lucene has them. What the index cannot decide is verified on the event itself. */
@NullMarked
package org.marsad.index.search;

import org.jspecify.annotations.NullMarked;
