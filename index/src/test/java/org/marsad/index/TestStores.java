package org.marsad.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.TestRegex;

/** Stores as they are where nothing is set. */
final class TestStores {
  private TestStores() {}

  static LuceneEventStore open(Path folder, Schema schema) throws IOException {
    return LuceneEventStore.open(
        IndexConfig.defaults(folder),
        schema,
        new TestRegex(),
        new Metrics(),
        InstantSource.system());
  }
}
