/**
 * What is known of sources before they send anything: {@code collector.sources}. Start with {@link
 * org.marsad.collector.source.SourceSettings}, which answers for one origin.
 */
@NullMarked
package org.marsad.collector.source;

import org.jspecify.annotations.NullMarked;
