/**
 * The words that two wings of the house speak, and the borders between them. Needs nothing but the
 * JDK.
 */
@NullMarked
package org.marsad.model;

import org.jspecify.annotations.NullMarked;
