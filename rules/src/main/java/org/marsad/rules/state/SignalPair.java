package org.marsad.rules.state;

import org.marsad.rules.signal.Signal;

/**
 * An event and the one before it of the same key.
 *
 * @param key whose
 */
public record SignalPair(String key, Signal previous, Signal current) {}
