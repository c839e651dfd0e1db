package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.ExprParser;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Shape;
import org.marsad.model.pipe.Stage;

/** {@code eval NAME = EXPRESSION}: sets a field; a value that is missing takes it away. */
record EvalCommand(String name, Expr expr) implements Command {
  /** Reads {@code eval a = 1, b = a + 1}, a command for each. */
  static List<Command> read(TextReader in) {
    var all = new ArrayList<Command>();
    do {
      String name = in.listName();
      if (name.isEmpty()) {
        in.unexpected("SQ140", "the name of a field", "name = expression");
        in.recover();
        break;
      }
      if (!in.take("=")) {
        in.unexpected("SQ140", "= behind the name", "=");
        in.recover();
        break;
      }
      all.add(new EvalCommand(name, ExprParser.read(in)));
    } while (in.take(",") && in.isAssignment());
    return all;
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    Eval eval = run.evaluator().compile(expr);
    return Each.always(next, row -> row.set(name, eval.of(row)));
  }

  /** Sees through {@code eval t = bin(_time, 5m)}, which groups are made by. */
  @Override
  public @Nullable Shape pass(Shape before, Run run) {
    if (!(expr instanceof Expr.Call(String function, List<Expr> arguments))
        || !function.equals("bin")
        || !(arguments.getFirst() instanceof Expr.Name(String of))
        || !Shape.field(of).equals(Shape.field(Row.TIME))
        || !before.isEvents(of)) {
      return null;
    }
    double seconds =
        switch (arguments.get(1)) {
          case Expr.Span(long nanos) -> nanos / 1e9;
          case Expr.Constant(Value value) -> value.number();
          default -> Double.NaN;
        };
    return seconds > 0 ? before.with(name, Math.max(1, Math.round(seconds * 1e9))) : null;
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null || before.contains(name)) {
      return before;
    }
    var columns = new ArrayList<>(before);
    columns.add(name);
    return columns;
  }

  @Override
  public String toString() {
    return "eval " + Names.inList(name) + " = " + expr;
  }
}
