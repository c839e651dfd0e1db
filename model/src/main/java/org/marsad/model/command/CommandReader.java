package org.marsad.model.command;

import java.util.List;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;

/** Reads what stands behind the name of a command; what is wrong is noted in the reader. */
@FunctionalInterface
interface CommandReader {
  /** The command, or those of ours that one of another language is. */
  List<Command> read(TextReader in);
}
