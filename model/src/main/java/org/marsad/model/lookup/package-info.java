/**
 * Tables that people bring along, and how a value is looked up in them: start with {@link
 * org.marsad.model.lookup.LookupTable}. The API reads them from files, the command {@code lookup}
 * asks them.
 */
@NullMarked
package org.marsad.model.lookup;

import org.jspecify.annotations.NullMarked;
