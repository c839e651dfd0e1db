/** What the collector tells others about the sources it hears. */
@NullMarked
package org.marsad.model.intake;

import org.jspecify.annotations.NullMarked;
