package org.marsad.model.expr;

import java.util.List;

/**
 * An expression over the fields of a row. {@code toString} writes text that {@link ExprParser}
 * reads back to an equal tree; {@link Evaluator} is the meaning.
 */
public sealed interface Expr {
  /** A text, a number, true, false or null. */
  record Constant(Value value) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** A length of time such as {@code 15m}: a number of seconds. */
  record Span(long nanos) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** The field of this name. */
  record Name(String name) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** A regex between slashes; stands only where a function or {@code matches} wants one. */
  record Pattern(String regex) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** True where the other is not true. */
  record Not(Expr operand) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** The number with the other sign. */
  record Minus(Expr operand) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** Two joined by an operator. */
  record Binary(BinaryOperator operator, Expr left, Expr right) implements Expr {
    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** True if the operand equals one of the list. */
  record In(Expr operand, List<Expr> list) implements Expr {
    public In {
      list = List.copyOf(list);
    }

    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }

  /** A function of {@link Functions}. */
  record Call(String function, List<Expr> arguments) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return ExprPrinter.print(this);
    }
  }
}
