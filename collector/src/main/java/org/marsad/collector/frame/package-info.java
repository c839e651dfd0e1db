/** Cuts streams of bytes into frames. Knows nothing of sockets and nothing of what a frame says. */
@NullMarked
package org.marsad.collector.frame;

import org.jspecify.annotations.NullMarked;
