package org.marsad.rules.state;

import org.marsad.rules.signal.Signal;

/**
 * A key did not come any more.
 *
 * @param key whose
 * @param since the time at which its silence was long enough
 * @param last its latest event
 */
public record Silent(String key, long since, Signal last) {}
