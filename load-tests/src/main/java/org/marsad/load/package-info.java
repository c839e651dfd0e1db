/**
 * Benchmarks and scenarios: {@link org.marsad.load.Main} runs them, {@code ./dev bench NAME} is
 * how. What is compared is compared in one run, on the same data.
 */
@NullMarked
package org.marsad.load;

import org.jspecify.annotations.NullMarked;
