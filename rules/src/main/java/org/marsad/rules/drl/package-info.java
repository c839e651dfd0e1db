/**
 * The language of correlation packs: a part of DRL, read by a grammar of our own. What the grammar
 * has no shape for never reaches a compiler, since the compiler is given the text that is written
 * while reading. Start with {@link org.marsad.rules.drl.DrlReader}; knows nothing of Drools.
 */
@NullMarked
package org.marsad.rules.drl;

import org.jspecify.annotations.NullMarked;
