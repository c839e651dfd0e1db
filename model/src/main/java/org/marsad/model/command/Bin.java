package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.Names;
import org.marsad.model.expr.Spans;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.TimeFunctions;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Shape;
import org.marsad.model.pipe.Stage;

/** {@code bin FIELD span=5m as NAME}: the start of the span that a time or a number lies in. */
record Bin(String field, Expr span, String alias) implements Command {
  static List<Command> read(TextReader in) {
    Expr span = span(in);
    String field = in.listName();
    if (field.isEmpty()) {
      in.unexpected("SQ140", "the name of a field behind bin", "bin _time span=5m");
      in.recover();
    }
    span = in.isOption() ? span(in) : span;
    String alias = in.takeWord("as") ? in.listName() : "";
    span = in.isOption() ? span(in) : span;
    if (span instanceof Expr.Constant(Value value) && value.isNull()) {
      in.unexpected("SQ140", "span=", "span=5m", "span=100");
    }
    return List.of(new Bin(field, span, alias));
  }

  private static Expr span(TextReader in) {
    var options = Arguments.options(in, List.of("span"));
    Arguments.Option option = options.get("span");
    if (option == null) {
      return new Expr.Constant(Values.NULL);
    }
    Value number = Value.parse(option.value());
    if (number.isNumber() && number.number() > 0) {
      return new Expr.Constant(number);
    }
    return new Expr.Span(Math.max(1, Arguments.span(in, option.value(), option.from())));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    String target = alias.isEmpty() ? field : alias;
    return Each.always(next, row -> row.set(target, bin(row.get(field), run)));
  }

  @Override
  public @Nullable Shape pass(Shape before, Run run) {
    boolean time = Shape.field(field).equals(Shape.field(Row.TIME)) && before.isEvents(field);
    return time ? before.with(alias.isEmpty() ? field : alias, nanos(run)) : null;
  }

  private long nanos(Run run) {
    return Math.max(
        1, span instanceof Expr.Span(long length) ? length : Math.round(width(run) * 1e9));
  }

  private double width(Run run) {
    return run.evaluator().compile(span).of(_ -> Values.NULL).number();
  }

  private Value bin(Value value, Run run) {
    if (value instanceof Value.Moment(long nanos)) {
      return new Value.Moment(TimeFunctions.binned(nanos, nanos(run), run.env().zone()));
    }
    double width = width(run);
    return Value.of(Math.floor(value.number() / width) * width);
  }

  @Override
  public @Nullable List<String> columns(@Nullable List<String> before) {
    if (before == null || alias.isEmpty() || before.contains(alias)) {
      return before;
    }
    var columns = new ArrayList<>(before);
    columns.add(alias);
    return columns;
  }

  @Override
  public String toString() {
    String width = span instanceof Expr.Span(long nanos) ? Spans.print(nanos) : span.toString();
    return "bin "
        + Names.inList(field)
        + " span="
        + width
        + (alias.isEmpty() ? "" : " as " + Names.inList(alias));
  }
}
