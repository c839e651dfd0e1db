/** Files of rules wherever they lie: in folders, in archives. Start with {@code RuleFiles}. */
@NullMarked
package org.marsad.rules.archive;

import org.jspecify.annotations.NullMarked;
