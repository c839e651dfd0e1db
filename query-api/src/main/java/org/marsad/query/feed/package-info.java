/** Tells of incidents as they come and change: to whoever streams them, and to webhooks. */
@NullMarked
package org.marsad.query.feed;

import org.jspecify.annotations.NullMarked;
