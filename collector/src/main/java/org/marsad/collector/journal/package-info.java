/**
 * The log on local disk. {@link org.marsad.collector.journal.LocalEventLog} is the face, {@link
 * org.marsad.collector.journal.JournalWriter} the thread behind it; {@link
 * org.marsad.collector.journal.SegmentHeader}, {@link org.marsad.collector.journal.RecordHeader}
 * and {@link org.marsad.collector.journal.RecordEncoder} hold the file format, {@link
 * org.marsad.collector.journal.Recovery} says what a start makes of it. The server opens it; intake
 * appends, the pipeline reads, the consumers commit.
 */
@NullMarked
package org.marsad.collector.journal;

import org.jspecify.annotations.NullMarked;
