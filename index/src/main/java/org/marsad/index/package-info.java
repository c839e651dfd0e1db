/**
 * Events and incidents in Lucene: {@link org.marsad.index.LuceneEventStore} is the face, {@code
 * shard} keeps time-partitioned indexes, {@code field} turns events into documents and back, {@code
 * search} turns queries into Lucene's, {@code incidents} keeps incidents. The only module that sees
 * Lucene.
 */
@NullMarked
package org.marsad.index;

import org.jspecify.annotations.NullMarked;
