/** The vocabulary of DRL packs as data: which events have a word, and what a word tells of them. */
@NullMarked
package org.marsad.rules.word;

import org.jspecify.annotations.NullMarked;
