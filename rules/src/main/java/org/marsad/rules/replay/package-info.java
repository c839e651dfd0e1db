/**
 * The engine once more, over events that are stored: what rules would have raised, beside what was
 * raised. {@link org.marsad.rules.replay.ReplayDesk} keeps the queue, {@link
 * org.marsad.rules.replay.StoredReplay} is one run; both use the engine at work and its code for
 * incidents, with a state of their own.
 */
@NullMarked
package org.marsad.rules.replay;

import org.jspecify.annotations.NullMarked;
