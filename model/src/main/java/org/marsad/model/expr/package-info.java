/**
 * Values and expressions of the commands {@code where}, {@code eval} and {@code stats}. {@link
 * org.marsad.model.expr.ExprParser} reads, {@code toString} of {@link org.marsad.model.expr.Expr}
 * writes, {@link org.marsad.model.expr.Evaluator} runs; {@link org.marsad.model.expr.Functions}
 * lists what can be called.
 */
@NullMarked
package org.marsad.model.expr;

import org.jspecify.annotations.NullMarked;
