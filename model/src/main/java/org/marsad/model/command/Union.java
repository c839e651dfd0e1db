package org.marsad.model.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code union [ search | command ]}: the rows of another search behind these. */
record Union(Pipeline other) implements Command {
  static List<Command> read(TextReader in) {
    return List.of(new Union(PipelineParser.nested(in)));
  }

  @Override
  public Kind kind() {
    return Kind.ORDERED;
  }

  @Override
  public boolean isTable() {
    return other.isTable();
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    List<String> theirs = other.columns();
    if (before == null || theirs == null) {
      return null;
    }
    var columns = new LinkedHashSet<>(before);
    columns.addAll(theirs);
    return List.copyOf(columns);
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    return new Stage() {
      private boolean more = true;

      @Override
      public boolean row(Row row) {
        more = next.row(row);
        return more;
      }

      @Override
      public void end() {
        if (more) {
          search();
        }
        next.end();
      }

      private void search() {
        try {
          run.surroundings().search(other, run, new Passing(next));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Hands rows on; the end of the other search is not the end of all. */
  private record Passing(Stage next) implements Stage {
    @Override
    public boolean row(Row row) {
      return next.row(row);
    }

    @Override
    public void end() {
      // more may come
    }
  }

  @Override
  public String toString() {
    return "union [" + other + "]";
  }
}
