/**
 * What travels: {@link org.marsad.model.event.RawBatch} from the socket to the journal, {@link
 * org.marsad.model.event.EventBatch} from the decoder to the store and the rules. Bytes stay bytes;
 * a field is a slice of the batch's one byte block and becomes text only when somebody asks.
 *
 * <p>Start with {@link org.marsad.model.event.EventBatch}.
 */
@NullMarked
package org.marsad.model.event;

import org.jspecify.annotations.NullMarked;
