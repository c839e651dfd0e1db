/**
 * Takes in what others send: inputs speak protocols, frames are cut from streams, everything is
 * made durable in the journal before it is acknowledged, then decoded and handed to the store and
 * the rules. Start with {@code Collector}.
 */
@NullMarked
package org.marsad.collector;

import org.jspecify.annotations.NullMarked;
