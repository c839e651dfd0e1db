/** Stage 3: alerts become incidents, with the reason for every join. */
@NullMarked
package org.marsad.rules.incident;

import org.jspecify.annotations.NullMarked;
