package org.marsad.query.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import org.marsad.query.auth.Guard;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.shelf.KeptQuestions;
import org.marsad.query.shelf.LookupTables;

/** What is asked before anybody asks is asked to the end, or not at all. */
final class WarmupTest {
  @TempDir private Path folder;
  private final AtomicInteger regexes = new AtomicInteger();
  private final Set<String> patterns = ConcurrentHashMap.newKeySet();

  @Test
  void everyQuestionIsAnswered() throws IOException {
    SearchRoute search = search();
    for (String question : Warmup.QUESTIONS) {
      search.rehearse(question, Map.of(), Duration.ofSeconds(10), () -> false);
      search.rehearse(
          question,
          Map.of("earliest", "1970-01-02T00:00:00Z", "latest", "2200-01-01T00:00:00Z"),
          Duration.ofSeconds(10),
          () -> false);
    }
    assertTrue(regexes.get() > 0, "one of them has a regular expression");
  }

  @Test
  void asksNothingOnceItIsClosed() throws IOException {
    var warmup = new Warmup(search(), () -> 50, List.of());
    warmup.close();
    warmup.start();
    warmup.run();
    assertEquals(0, regexes.get());
  }

  @Test
  void asksWhatPeopleAskedBefore() throws IOException {
    var question = new KeptQuestions.Question("host.name:/own[0-9]/", Map.of("earliest", "-1d"));
    var warmup = new Warmup(search(), () -> 50, List.of(question));
    Thread asking = Thread.ofPlatform().start(warmup::run);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!patterns.contains("own[0-9]") && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertTrue(patterns.contains("own[0-9]"), patterns.toString());
    asking.interrupt();
    warmup.close();
  }

  @Test
  void endsByItselfThoughNobodyAnswers() throws IOException, InterruptedException {
    TokenStore tokens = TokenStore.open(folder, InstantSource.system());
    var warmup = new Warmup(search(), () -> 20_000, List.of());
    Thread asking = Thread.ofPlatform().start(warmup::run);
    warmup.opened(closedPort(), tokens.lend("marsad", Role.READER, Duration.ofMinutes(1)));
    assertTrue(asking.join(Duration.ofSeconds(60)));
    assertFalse(asking.isAlive());
    assertEquals(1, tokens.list().size(), "the first one alone");
    warmup.close();
  }

  @Test
  void waitsForThePortAndEventsUntilItIsClosed() throws IOException {
    var warmup = new Warmup(search(), () -> 0, List.of());
    warmup.start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (regexes.get() == 0 && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertTrue(regexes.get() > 0, "the first rounds need no events");
    warmup.close();
    assertEquals(
        0,
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("marsad-warm-up"))
            .count());
  }

  @Test
  void asksOverThePortOnceItIsOpenAndGivesItsTokenBack() throws IOException {
    TokenStore tokens = TokenStore.open(folder, InstantSource.system());
    var asked = new AtomicInteger();
    Server server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(
                "/api/v1/search",
                new Guard(
                    (_, _) -> {
                      asked.incrementAndGet();
                      return HttpResponse.of("{}");
                    },
                    tokens,
                    Role.READER))
            .build();
    server.start().join();
    TokenStore.Lent lent = tokens.lend("marsad", Role.READER, Duration.ofMinutes(1));
    assertTrue(tokens.find(lent.clearText()).isPresent());
    assertEquals(1, tokens.list().size(), "the first one alone");
    var warmup = new Warmup(search(), () -> 20_000, List.of());
    try {
      warmup.opened(URI.create("http://127.0.0.1:" + server.activeLocalPort()), lent);
      warmup.run();
      assertTrue(asked.get() > Warmup.QUESTIONS.size() * 100, () -> asked + " asked");
      assertTrue(tokens.find(lent.clearText()).isEmpty(), "the token is still good");
    } finally {
      warmup.close();
      server.stop().join();
    }
  }

  @Test
  void aPortThatIsClosedHarmsNothing() throws IOException {
    try (var own = new OwnPort(closedPort(), "none")) {
      assertThrows(IOException.class, () -> own.ask("*", Map.of(), Duration.ofSeconds(1)));
      assertThrows(IOException.class, () -> own.ask("*", Map.of(), Duration.ofSeconds(1)));
    }
  }

  private static URI closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private SearchRoute search() throws IOException {
    var schema = new Schema();
    RegexCompiler counting =
        pattern -> {
          regexes.incrementAndGet();
          patterns.add(pattern);
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
    return new SearchRoute(asking, () -> 50, config, KeptQuestions.open(folder.resolve("q"), 9));
  }
}
