/** Who may do what: tokens, roles, and the record of what was done. */
@NullMarked
package org.marsad.query.auth;

import org.jspecify.annotations.NullMarked;
