/** Events as documents, and documents as events. */
@NullMarked
package org.marsad.index.field;

import org.jspecify.annotations.NullMarked;
