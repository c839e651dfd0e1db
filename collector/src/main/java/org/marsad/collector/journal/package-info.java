/**
 * The log on local disk: {@link org.marsad.collector.journal.LocalEventLog} is the face. One thread
 * writes, one makes durable, readers follow; {@link org.marsad.collector.journal.RecordCodec} and
 * {@link org.marsad.collector.journal.SegmentHeader} hold the file format.
 */
@NullMarked
package org.marsad.collector.journal;

import org.jspecify.annotations.NullMarked;
