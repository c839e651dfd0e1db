/**
 * Rules of others, taken over into a pack: a checkout or archive of Sigma rules as they are, and
 * the part of Wazuh 4's rules that can be said in Sigma. Start with {@link
 * org.marsad.rules.adopt.RuleImport}. What is not taken is named with its place and the reason.
 */
@NullMarked
package org.marsad.rules.adopt;

import org.jspecify.annotations.NullMarked;
