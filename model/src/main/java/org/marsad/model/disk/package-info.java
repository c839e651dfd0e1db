/** How files are written so that a crash leaves them whole. */
@NullMarked
package org.marsad.model.disk;

import org.jspecify.annotations.NullMarked;
