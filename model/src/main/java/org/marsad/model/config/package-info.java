/** Types of settings that carry their unit. */
@NullMarked
package org.marsad.model.config;

import org.jspecify.annotations.NullMarked;
