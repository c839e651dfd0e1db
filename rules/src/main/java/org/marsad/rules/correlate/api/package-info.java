/** The words of DRL packs: what happened, what was counted, and how to tell an incident. */
@NullMarked
package org.marsad.rules.correlate.api;

import org.jspecify.annotations.NullMarked;
