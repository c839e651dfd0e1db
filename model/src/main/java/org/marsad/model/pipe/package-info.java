/**
 * How commands run: a {@link org.marsad.model.pipe.Pipeline} is a search and its commands, each of
 * which opens a {@link org.marsad.model.pipe.Stage} that rows are pushed into; a {@link
 * org.marsad.model.pipe.Run} holds what one execution shares: its limits, and what is to be said
 * about the answer. The commands themselves are in {@code org.marsad.model.command}.
 */
@NullMarked
package org.marsad.model.pipe;

import org.jspecify.annotations.NullMarked;
