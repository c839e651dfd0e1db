/** What is wrong with files of rules, with its place. */
@NullMarked
package org.marsad.rules.problem;

import org.jspecify.annotations.NullMarked;
