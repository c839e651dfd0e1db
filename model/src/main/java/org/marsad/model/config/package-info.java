/** What all that people write by hand needs: types that carry their unit, and help with names. */
@NullMarked
package org.marsad.model.config;

import org.jspecify.annotations.NullMarked;
