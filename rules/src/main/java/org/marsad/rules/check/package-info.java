/**
 * What rule authors run: the tests beside rules ({@link org.marsad.rules.check.PackTests}). Knows
 * no formats of logs: whoever calls brings a {@link org.marsad.rules.check.LineDecoder}.
 */
@NullMarked
package org.marsad.rules.check;

import org.jspecify.annotations.NullMarked;
