/**
 * Lists of indicators: read by {@link org.marsad.rules.indicator.IndicatorList}, kept up to date by
 * {@link org.marsad.rules.indicator.ListFile}, asked by {@link
 * org.marsad.rules.indicator.IndicatorDetector} in stage 1.
 */
@NullMarked
package org.marsad.rules.indicator;

import org.jspecify.annotations.NullMarked;
