package org.marsad.query.shelf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Everything that searches have on disk.
 *
 * @param tables the tables of {@code lookup}
 * @param searches what {@code @name} stands for
 * @param questions what people ask most
 * @param jobs a folder for the rows of searches that run by themselves; empty after a start
 */
public record Shelf(
    LookupTables tables, SavedSearches searches, KeptQuestions questions, Path jobs) {
  /**
   * What lies in a data folder.
   *
   * @param questions how many of those that people ask are kept
   */
  public static Shelf open(Path data, int questions) throws IOException {
    Path jobs = data.resolve("search-jobs");
    Files.createDirectories(jobs);
    return new Shelf(
        LookupTables.open(data.resolve("lookups")),
        SavedSearches.open(data.resolve("searches.json")),
        KeptQuestions.open(data.resolve("questions.json"), questions),
        jobs);
  }
}
