/** Stage 2: Drools. The only package that sees it. */
@NullMarked
package org.marsad.rules.correlate;

import org.jspecify.annotations.NullMarked;
