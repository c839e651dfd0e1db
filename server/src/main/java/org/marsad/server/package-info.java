/**
 * Construction and order: {@link org.marsad.server.Server} builds the house from the bottom up and
 * takes it down from the top; {@link org.marsad.server.Main} is what {@code ./marsad} runs.
 */
@NullMarked
package org.marsad.server;

import org.jspecify.annotations.NullMarked;
