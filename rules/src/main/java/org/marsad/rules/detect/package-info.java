/** Stage 1: every event against every detection, without state. */
@NullMarked
package org.marsad.rules.detect;

import org.jspecify.annotations.NullMarked;
