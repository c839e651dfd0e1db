package org.marsad.rules.clock;

/**
 * Something that was found on the way through steps. Who finds in parallel tells when, so that what
 * all have found can be put in one order.
 *
 * @param step the number of the step
 * @param bySignal whether its signal made it hold, not the time that went by before
 * @param time event time at which it was known, in nanoseconds
 * @param what was found
 */
public record Found<T>(int step, boolean bySignal, long time, T what) {}
