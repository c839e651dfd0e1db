/**
 * The commands of {@code ./marsad}, one class each; the only room that writes to the terminal.
 * Commands that ask a running server go through {@link org.marsad.server.cli.ApiClient}.
 */
@NullMarked
package org.marsad.server.cli;

import org.jspecify.annotations.NullMarked;
