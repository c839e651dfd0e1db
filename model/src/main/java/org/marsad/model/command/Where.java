package org.marsad.model.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.ExprParser;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/** {@code where EXPRESSION}: rows for which it is true. */
record Where(Expr condition) implements Command {
  static List<Command> read(TextReader in) {
    return List.of(new Where(ExprParser.read(in)));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    Eval eval = run.evaluator().compile(condition);
    return new Each(next, row -> eval.of(row).isTrue() ? row : null);
  }

  @Override
  public String toString() {
    return "where " + condition;
  }
}
