package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code incidents [incident.severity:high | command]}: the incidents themselves, in place of the
 * rows it is given, of which it takes none.
 */
record IncidentRows(Pipeline wanted) implements Command {
  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    return wanted.columns();
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      @Override
      public boolean row(Row row) {
        return false;
      }

      @Override
      public void end() {
        Stage first = wanted.open(next, run);
        try {
          run.surroundings().incidents(wanted.search(), run, first);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        first.end();
      }
    };
  }

  @Override
  public String toString() {
    return "incidents [" + wanted + "]";
  }
}
