/** What a rule is, and how packs of them are read. */
@NullMarked
package org.marsad.rules.pack;

import org.jspecify.annotations.NullMarked;
