/**
 * One class a format: one frame into fields, or the byte at which it stopped understanding. All of
 * them are listed in {@link org.marsad.collector.format.Formats}.
 */
@NullMarked
package org.marsad.collector.format;

import org.jspecify.annotations.NullMarked;
