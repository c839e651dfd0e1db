/** What random tests have in common. */
@NullMarked
package org.marsad.model.random;

import org.jspecify.annotations.NullMarked;
