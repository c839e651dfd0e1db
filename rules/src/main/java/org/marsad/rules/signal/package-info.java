/** What one event means to the rules: {@link org.marsad.rules.signal.Signal}. */
@NullMarked
package org.marsad.rules.signal;

import org.jspecify.annotations.NullMarked;
