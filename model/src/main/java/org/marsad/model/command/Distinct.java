package org.marsad.model.command;

import java.util.List;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;

/** What other languages have a command of its own for, and is two of ours. */
final class Distinct {
  private Distinct() {}

  /** Kusto's {@code distinct a, b}. */
  static List<Command> read(TextReader in) {
    List<String> names = Arguments.someNames(in, "distinct");
    return List.of(
        new Dedup(1, names, true, List.of()), new FieldsCommand(names, FieldsCommand.Way.TABLE));
  }
}
