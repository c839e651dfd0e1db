package org.marsad.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.marsad.model.thread.NiceValue;

/** Whoever asks first, the threads that help those who ask are none of the background. */
@EnabledOnOs(OS.LINUX)
class SearchThreadsTest {
  @TempDir private Path folder;

  @Test
  void haveTheNiceValueOfWhoOpensTheStoreAndNotOfWhoAsksFirst() throws Exception {
    int own = NiceValue.own();
    try (LuceneEventStore store = TestStores.open(folder, new Schema())) {
      var found = new CompletableFuture<Long>();
      var first =
          new BackgroundThread(Urgency.LATER, "asks-first", () -> found.complete(ask(store)));
      first.start();
      assertEquals(0L, found.get());
      first.join();
      List<Integer> nices = nices("marsad-search-");
      assertFalse(nices.isEmpty(), "nobody helps");
      assertEquals(Set.of(own), Set.copyOf(nices));
    }
  }

  private static long ask(LuceneEventStore store) {
    try {
      return store.search(SearchRequest.of(new Query.All(), 10)).total();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Of the threads of this process whose names begin so. */
  private static List<Integer> nices(String name) throws IOException {
    var nices = new ArrayList<Integer>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        try {
          if (Files.readString(thread.resolve("comm"), UTF_8).startsWith(name)) {
            nices.add(NiceValue.of(thread));
          }
        } catch (NoSuchFileException _) {
          // it has ended meanwhile
        }
      }
    }
    return nices;
  }
}
