package org.marsad.model.query;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

class MatcherTest {
  private static final int ROUNDS = 5_000;
  private static final int THREADS = 2;

  @Test
  void findsItsFieldFromSeveralThreadsAtOnce() throws Exception {
    var schema = new Schema();
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 1, "x").add(Fields.USER_NAME, "root").end();
    EventBatch events = batch.build();
    Query query = new Query.Term("user.name", "root", false);
    var start = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        Matcher matcher = Matcher.compile(query, schema, new TestRegex());
        Future<Boolean> other =
            threads.submit(
                () -> {
                  start.await();
                  return matcher.matches(events, 0);
                });
        Future<Boolean> one =
            threads.submit(
                () -> {
                  start.await();
                  return matcher.matches(events, 0);
                });
        assertTrue(one.get(1, TimeUnit.MINUTES) && other.get(1, TimeUnit.MINUTES));
      }
    }
  }
}
