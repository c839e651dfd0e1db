/** Incidents in an index of their own. */
@NullMarked
package org.marsad.index.incidents;

import org.jspecify.annotations.NullMarked;
