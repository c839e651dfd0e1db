/**
 * What vendors write, in the words of the Elastic Common Schema. A mapping is a YAML file under
 * {@code mappings/}; a new vendor needs no Java. Start with {@link
 * org.marsad.collector.mapping.Mappings}.
 */
@NullMarked
package org.marsad.collector.mapping;

import org.jspecify.annotations.NullMarked;
