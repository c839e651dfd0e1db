package org.marsad.query.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.SavedQueries;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.shelf.LookupTables;

/** What is asked before anybody asks is asked to the end, or not at all. */
final class WarmupTest {
  @TempDir private Path folder;
  private final AtomicInteger regexes = new AtomicInteger();

  @Test
  void everyQuestionIsAnswered() throws IOException {
    SearchRoute search = search();
    for (String question : Warmup.QUESTIONS) {
      search.rehearse(question, Duration.ofSeconds(10), () -> false);
    }
    assertTrue(regexes.get() > 0, "one of them has a regular expression");
  }

  @Test
  void asksNothingOnceItIsClosed() throws IOException {
    var warmup = new Warmup(search());
    warmup.close();
    warmup.start();
    warmup.run();
    assertEquals(0, regexes.get());
  }

  @Test
  void endsByItself() throws IOException, InterruptedException {
    var warmup = new Warmup(search());
    Thread asking = Thread.ofPlatform().start(warmup::run);
    assertTrue(asking.join(Duration.ofSeconds(30)));
    assertFalse(asking.isAlive());
    warmup.close();
  }

  private SearchRoute search() throws IOException {
    var schema = new Schema();
    RegexCompiler counting =
        pattern -> {
          regexes.incrementAndGet();
          return new TestRegex().compile(pattern);
        };
    var store = new NaiveEventStore(schema, counting);
    store.accept(Samples.random(schema, new Random(5), 0, 50));
    QueryApiConfig config = QueryApiConfig.defaults();
    var asking =
        new Asking(
            store,
            new Reach(store, new MemoryIncidentStore(), LookupTables.open(folder)),
            SavedQueries.NONE,
            schema,
            counting,
            config,
            InstantSource.system());
    return new SearchRoute(asking, () -> 50, config);
  }
}
