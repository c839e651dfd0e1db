package org.marsad.query.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
      search.rehearse(question, false, Duration.ofSeconds(10), () -> false);
      search.rehearse(question, true, Duration.ofSeconds(10), () -> false);
    }
    assertTrue(regexes.get() > 0, "one of them has a regular expression");
  }

  @Test
  void asksNothingOnceItIsClosed() throws IOException {
    var warmup = new Warmup(search(), () -> 50);
    warmup.close();
    warmup.start();
    warmup.run();
    assertEquals(0, regexes.get());
  }

  @Test
  void endsByItself() throws IOException, InterruptedException {
    var warmup = new Warmup(search(), () -> 20_000);
    Thread asking = Thread.ofPlatform().start(warmup::run);
    assertTrue(asking.join(Duration.ofSeconds(60)));
    assertFalse(asking.isAlive());
    warmup.close();
  }

  @Test
  void waitsForEventsUntilItIsClosed() throws IOException, InterruptedException {
    var counted = new CountDownLatch(1);
    var warmup =
        new Warmup(
            search(),
            () -> {
              counted.countDown();
              return 0;
            });
    warmup.start();
    assertTrue(counted.await(60, TimeUnit.SECONDS), "the first rounds need no events");
    assertTrue(regexes.get() > 0);
    warmup.close();
    assertEquals(
        0,
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("marsad-warm-up"))
            .count());
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
