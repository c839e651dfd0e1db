package org.marsad.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.EventStoreContract;

class LuceneEventStoreTest extends EventStoreContract {
  @TempDir private Path folder;

  @Override
  protected EventStore open(Schema schema) throws IOException {
    var config =
        new IndexConfig(
            folder,
            Duration.ofMinutes(20),
            new ByteSize(0),
            3,
            4,
            ByteSize.ofMiB(16),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ZERO,
            new ByteSize(0),
            new ByteSize(0),
            "labels.retention",
            List.of(),
            ByteSize.ofMiB(1));
    return LuceneEventStore.open(
        config, schema, new TestRegex(), new Metrics(), InstantSource.system());
  }

  @Override
  protected void crash(EventStore store) {
    ((LuceneEventStore) store).abandon();
  }
}
