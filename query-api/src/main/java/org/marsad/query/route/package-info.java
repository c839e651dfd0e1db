/** One class a resource of the API. */
@NullMarked
package org.marsad.query.route;

import org.jspecify.annotations.NullMarked;
