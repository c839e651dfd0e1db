/**
 * What an analyst sees: {@link org.marsad.model.incident.Alert} (one rule held, with its evidence)
 * and {@link org.marsad.model.incident.Incident} (alerts that belong together, and why).
 */
@NullMarked
package org.marsad.model.incident;

import org.jspecify.annotations.NullMarked;
