/**
 * Between the inputs and the log, and between the log and its consumers: admission ({@link
 * org.marsad.collector.intake.Ingest}), books per source ({@link
 * org.marsad.collector.intake.SourceBooks}), and the one thread that decodes ({@link
 * org.marsad.collector.intake.Pipeline}).
 */
@NullMarked
package org.marsad.collector.intake;

import org.jspecify.annotations.NullMarked;
