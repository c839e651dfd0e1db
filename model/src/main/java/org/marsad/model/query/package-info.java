/**
 * One language for search, rules and live tail: {@link org.marsad.model.query.Query} is the tree,
 * {@link org.marsad.model.query.QueryParser} reads it, {@code toString} writes it, and {@link
 * org.marsad.model.query.Matcher} says what it means.
 */
@NullMarked
package org.marsad.model.query;

import org.jspecify.annotations.NullMarked;
