/** One class a protocol. Inputs read, cut frames and offer them; they decide nothing else. */
@NullMarked
package org.marsad.collector.input;

import org.jspecify.annotations.NullMarked;
