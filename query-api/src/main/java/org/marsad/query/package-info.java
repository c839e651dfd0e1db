/**
 * The HTTP API: {@link org.marsad.query.QueryApi} binds every route, {@code auth} decides who may,
 * {@code route} has one class a resource. Knows the borders of the model and nothing of what is
 * behind them.
 */
@NullMarked
package org.marsad.query;

import org.jspecify.annotations.NullMarked;
