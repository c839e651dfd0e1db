/** What the rule engine tells others about its packs and rules. */
@NullMarked
package org.marsad.model.rule;

import org.jspecify.annotations.NullMarked;
