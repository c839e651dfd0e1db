/**
 * The borders that carry Marsad from one process to many: {@link org.marsad.model.store.EventLog},
 * {@link org.marsad.model.store.EventStore}, {@link org.marsad.model.store.IncidentStore}. Each has
 * a contract kit in the test-jar of this module that every implementation passes.
 */
@NullMarked
package org.marsad.model.store;

import org.jspecify.annotations.NullMarked;
