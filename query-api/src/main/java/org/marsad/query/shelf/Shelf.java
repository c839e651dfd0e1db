package org.marsad.query.shelf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Everything that searches have on disk.
 *
 * @param tables the tables of {@code lookup}
 * @param searches what {@code @name} stands for
 * @param jobs a folder for the rows of searches that run by themselves; empty after a start
 */
public record Shelf(LookupTables tables, SavedSearches searches, Path jobs) {
  /** What lies in a data folder. */
  public static Shelf open(Path data) throws IOException {
    Path jobs = data.resolve("search-jobs");
    Files.createDirectories(jobs);
    return new Shelf(
        LookupTables.open(data.resolve("lookups")),
        SavedSearches.open(data.resolve("searches.json")),
        jobs);
  }
}
