/**
 * Why a rule holds for an event or does not: {@link org.marsad.rules.explain.Explanation}. For
 * people who write rules; slow and plain on purpose.
 */
@NullMarked
package org.marsad.rules.explain;

import org.jspecify.annotations.NullMarked;
