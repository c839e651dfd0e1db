/**
 * What people keep for their searches: {@link org.marsad.query.shelf.LookupTables} and {@link
 * org.marsad.query.shelf.SavedSearches}, and what they ask most ({@link
 * org.marsad.query.shelf.KeptQuestions}), on disk in the data folder.
 */
@NullMarked
package org.marsad.query.shelf;

import org.jspecify.annotations.NullMarked;
