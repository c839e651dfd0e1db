/**
 * Events as they come: {@link org.marsad.query.tail.LiveTail} is fed behind the store, {@link
 * org.marsad.query.tail.TailRoute} tells who asks.
 */
@NullMarked
package org.marsad.query.tail;

import org.jspecify.annotations.NullMarked;
