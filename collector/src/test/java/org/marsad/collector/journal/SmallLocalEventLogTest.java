package org.marsad.collector.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.EventLogContract;

/** The contract with every bound so small that it bites, and blocks packed. */
class SmallLocalEventLogTest extends EventLogContract {
  @TempDir Path folder;

  @Override
  protected EventLog open(List<String> consumers) throws Exception {
    JournalConfig config =
        ConfigBuilder.defaults(folder)
            .fsyncEvery(Duration.ZERO)
            .fsyncBytes(1)
            .segmentSize(4096)
            .compress(true)
            .reserve(0)
            .tail(0)
            .verify(0)
            .build();
    return LocalEventLog.open(config, consumers, new Metrics(), InstantSource.system());
  }
}
