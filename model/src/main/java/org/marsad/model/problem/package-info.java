/** What went wrong because of what a user asked or sent, as RFC 9457 wants it told. */
@NullMarked
package org.marsad.model.problem;

import org.jspecify.annotations.NullMarked;
