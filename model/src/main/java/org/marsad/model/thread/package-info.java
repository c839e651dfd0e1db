/** How threads share the cores. */
@NullMarked
package org.marsad.model.thread;

import org.jspecify.annotations.NullMarked;
