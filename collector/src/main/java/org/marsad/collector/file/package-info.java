/**
 * Files that are followed while others write them. Start with {@code FileInput}, whose one thread
 * does everything; {@code Followed} is one file, {@code Trace} how it is known again, {@code
 * Positions} what is remembered, {@code Replay} what the log knows beyond that.
 */
@NullMarked
package org.marsad.collector.file;

import org.jspecify.annotations.NullMarked;
