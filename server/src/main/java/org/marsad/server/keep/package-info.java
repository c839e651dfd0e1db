/**
 * Looking after the data folder: {@link org.marsad.server.keep.Backup} copies it while the server
 * runs, {@link org.marsad.server.keep.Restore} brings it back, {@link org.marsad.server.keep.Seals}
 * make changes to what is finished show.
 */
@NullMarked
package org.marsad.server.keep;

import org.jspecify.annotations.NullMarked;
