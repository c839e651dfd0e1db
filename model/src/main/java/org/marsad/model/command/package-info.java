/**
 * The commands behind a pipe, one file each: how it is read, written and run. {@link
 * org.marsad.model.command.PipelineParser} reads a whole text; {@link
 * org.marsad.model.command.Commands} lists the commands and what other languages call them.
 */
@NullMarked
package org.marsad.model.command;

import org.jspecify.annotations.NullMarked;
