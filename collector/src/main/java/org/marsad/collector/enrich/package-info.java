/**
 * What is known of addresses, hosts and users beside what a log says: {@link
 * org.marsad.collector.enrich.Enricher} adds it to events. Nothing here asks a network.
 */
@NullMarked
package org.marsad.collector.enrich;

import org.jspecify.annotations.NullMarked;
