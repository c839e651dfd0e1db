/** Counters and gauges, and how they are written as OpenMetrics text. */
@NullMarked
package org.marsad.model.metrics;

import org.jspecify.annotations.NullMarked;
