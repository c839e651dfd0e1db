package org.marsad.collector.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.EventLogContract;

/** The contract with every bound so small that it bites, and nothing packed. */
class SmallLocalEventLogTest extends EventLogContract {
  @TempDir Path folder;

  @Override
  protected EventLog open(List<String> consumers) throws Exception {
    var config =
        new JournalConfig(
            folder,
            Duration.ZERO,
            new ByteSize(1),
            new ByteSize(4096),
            false,
            new ByteSize(0),
            new ByteSize(0),
            Duration.ZERO,
            new ByteSize(0),
            new ByteSize(0));
    return LocalEventLog.open(config, consumers, new Metrics(), InstantSource.system());
  }
}
