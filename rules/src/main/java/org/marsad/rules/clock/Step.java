package org.marsad.rules.clock;

import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Event time moves on, and perhaps something was seen then.
 *
 * @param time to which it moves, in nanoseconds; nothing earlier comes any more
 * @param signal what was seen at that time; null where time moves alone
 */
public record Step(long time, @Nullable Signal signal) {}
