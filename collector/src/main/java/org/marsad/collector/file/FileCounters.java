package org.marsad.collector.file;

import java.util.function.IntSupplier;
import org.marsad.model.metrics.Metrics;

/** What happened to files that are followed, by reason. Thread-safe. */
final class FileCounters {
  /** Followed under a new name, what was left is read. */
  static final String RENAMED = "renamed";

  /** Shorter than what was read of it: read from its beginning. */
  static final String TRUNCATED = "truncated";

  /** Its bytes are others than those that were read: read from its beginning. */
  static final String REPLACED = "replaced";

  /** A copy of a file that was read, which goes on where that one was. */
  static final String COPY = "copy";

  /** Gone before we saw what was left of it. */
  static final String VANISHED = "vanished";

  /** Packed, which is what becomes of files that were read. */
  static final String COMPRESSED = "compressed";

  /** One more than are followed. */
  static final String OVER_LIMIT = "over-limit";

  /** Not readable for us. */
  static final String UNREADABLE = "unreadable";

  private static final String[] ALL = {
    RENAMED, TRUNCATED, REPLACED, COPY, VANISHED, COMPRESSED, OVER_LIMIT, UNREADABLE
  };

  private final Metrics metrics;

  FileCounters(Metrics metrics, IntSupplier followed, IntSupplier open) {
    this.metrics = metrics;
    for (String what : ALL) {
      counter(what);
    }
    metrics.gauge("marsad_collector_files", "Files that are followed.", followed::getAsInt);
    metrics.gauge("marsad_collector_files_open", "Of them open.", open::getAsInt);
  }

  void count(String what) {
    counter(what).increment();
  }

  private Metrics.Counter counter(String what) {
    return metrics.counter(
        "marsad_collector_file_changes", "What became of files that are followed.", "change", what);
  }
}
