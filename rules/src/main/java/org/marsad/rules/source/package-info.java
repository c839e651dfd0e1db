/** The file of log sources: which events a rule's log source means, and their fields' names. */
@NullMarked
package org.marsad.rules.source;

import org.jspecify.annotations.NullMarked;
