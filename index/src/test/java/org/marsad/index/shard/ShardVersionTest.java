package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;

class ShardVersionTest {
  @TempDir private Path folder;

  @Test
  void refusesOtherVersionsAndSaysWhatHelps() throws IOException {
    var schema = new Schema();
    try (var workers = new Workers(new Metrics())) {
      Shard written = Shard.open(folder);
      written.beginWriting(schema, 1 << 20, workers);
      written.add(Samples.event(schema, 0, "one"), 0, 1);
      written.endWriting();
      written.close();
    }
    Shard same = Shard.open(folder);
    assertEquals(1, same.count());
    same.close();
    for (String other : new String[] {"4", "9"}) {
      version(other);
      IOException refused = assertThrows(IOException.class, () -> Shard.open(folder));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("version " + other), message);
      assertTrue(message.contains("rebuilt from the journal"), message);
    }
  }

  private void version(String version) throws IOException {
    try (var directory = FSDirectory.open(folder)) {
      SegmentInfos infos = SegmentInfos.readLatestCommit(directory);
      var data = new HashMap<>(infos.getUserData());
      data.put("marsad.version", version);
      infos.setUserData(data, true);
      infos.commit(directory);
    }
  }
}
