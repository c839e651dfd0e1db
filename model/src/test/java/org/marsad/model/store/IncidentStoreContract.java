package org.marsad.model.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.IncidentSearch.Order;

/** The duties of an {@link IncidentStore}. */
public abstract class IncidentStoreContract {
  private static final Query ALL = new Query.All();

  @TempDir protected Path folder;
  private IncidentStore store;

  /** Opens the store of the folder, empty or as it was committed last. */
  protected abstract IncidentStore open(Path folder) throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open(folder);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      Incident incident = RandomIncidents.incident(random, "i" + i, 1);
      Alert alert = RandomIncidents.alert(random, "a" + i, 1);
      assertTrue(store.put(incident));
      assertTrue(store.put(alert));
      assertEquals(Optional.of(incident), store.incident("i" + i), () -> "seed " + seed);
      assertEquals(Optional.of(alert), store.alert("a" + i), () -> "seed " + seed);
    }
    assertEquals(Optional.empty(), store.incident("a1"));
    assertEquals(Optional.empty(), store.alert("i1"));
    assertEquals(50, store.incidents(IncidentSearch.newest(ALL, 100)).total());
    assertEquals(50, store.alerts(IncidentSearch.newest(ALL, 100)).total());
    assertEquals(Optional.of("a7"), store.alert("a7").map(Alert::id));
  }

  @Test
  void takesOnlyHigherRevisions() throws IOException {
    var random = new Random(1);
    Incident second = RandomIncidents.incident(random, "i", 2);
    assertTrue(store.put(second));
    assertFalse(store.put(RandomIncidents.incident(random, "i", 1)));
    assertFalse(store.put(RandomIncidents.incident(random, "i", 2)));
    assertEquals(Optional.of(second), store.incident("i"));
    Incident third = RandomIncidents.incident(random, "i", 3);
    assertTrue(store.put(third));
    assertEquals(List.of(third), store.incidents(IncidentSearch.newest(ALL, 10)).items());
    Alert alert = RandomIncidents.alert(random, "a", 5);
    assertTrue(store.put(alert));
    assertFalse(store.put(RandomIncidents.alert(random, "a", 5)));
    assertEquals(Optional.of(alert), store.alert("a"));
  }

  @Test
  void forgetsClosedIncidentsWithWhatBelongsToThem() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    var naive = new MemoryIncidentStore();
    for (int i = 0; i < 40; i++) {
      String into = i < 20 ? "" : "i" + random.nextInt(30);
      Incident incident =
          RandomIncidents.incident(random, "i" + i, 1, random.nextInt(1_000_000), List.of(), into);
      Alert alert = RandomIncidents.alert(random, "a" + i, 1);
      store.put(incident);
      naive.put(incident);
      store.put(alert);
      naive.put(alert);
    }
    for (long before : new long[] {0, 300_000, 300_000, 900_000, 2_000_000}) {
      assertEquals(naive.forget(before, 3), store.forget(before, 3), () -> "seed " + seed);
      IncidentSearch all = IncidentSearch.newest(ALL, 1000);
      assertEquals(
          naive.incidents(all).items(), store.incidents(all).items(), () -> "seed " + seed);
      assertEquals(naive.alerts(all).items(), store.alerts(all).items(), () -> "seed " + seed);
    }
    for (int i = 0; i < 40; i++) {
      assertEquals(naive.incident("i" + i), store.incident("i" + i), () -> "seed " + seed);
      assertEquals(naive.alert("a" + i), store.alert("a" + i), () -> "seed " + seed);
    }
    store.commit(new byte[] {1});
    store.close();
    store = open(folder);
    IncidentSearch all = IncidentSearch.newest(ALL, 1000);
    assertEquals(naive.alerts(all).items(), store.alerts(all).items(), () -> "seed " + seed);
  }

  @Test
  void agreesWithAStoreThatAsksOfEach() throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    var naive = new MemoryIncidentStore();
    for (int i = 0; i < 80; i++) {
      Incident incident = RandomIncidents.incident(random, "i" + i, 1);
      Alert alert = RandomIncidents.alert(random, "a" + i, 1);
      store.put(incident);
      naive.put(incident);
      store.put(alert);
      naive.put(alert);
    }
    for (String text :
        List.of(
            "incident.severity:high",
            "incident.risk:>50",
            "NOT incident.status:closed",
            "source.ip:192.0.2.0/24",
            "host.name:h1 OR user.name:u2",
            "incident.title:*brute*",
            "rule.id:r1 AND threat.technique.id:T1110*",
            "brute force",
            "_exists_:incident.assignee",
            "alert.repeats:>3",
            "alert.status:new source.ip:192.0.2.1",
            "incident.id:i7",
            "alert.tag:storm",
            "event.kind:alert",
            "event.kind:incident")) {
      Query query = QueryParser.parse(text, Instant.EPOCH, ZoneOffset.UTC);
      for (Order order : Order.values()) {
        for (boolean descending : List.of(true, false)) {
          var search = new IncidentSearch(query, order, descending, 7, null);
          String where = text + " by " + order + " " + descending + ", seed " + seed;
          assertEquals(
              pages(naive, search, true), pages(store, search, true), () -> "incidents " + where);
          assertEquals(
              pages(naive, search, false), pages(store, search, false), () -> "alerts " + where);
        }
      }
    }
  }

  private static List<Object> pages(IncidentStore store, IncidentSearch search, boolean incidents)
      throws IOException {
    var all = new ArrayList<Object>();
    IncidentSearch.Cursor after = null;
    do {
      IncidentStore.Page<?> page =
          incidents ? store.incidents(search.behind(after)) : store.alerts(search.behind(after));
      all.addAll(page.items());
      all.add(page.total());
      after = page.next();
    } while (after != null);
    return all;
  }

  @Test
  void findsWhatAnEntityTakesPartIn() throws IOException {
    var random = new Random(2);
    var source = new Entity("source.ip", "192.0.2.77");
    Incident old = RandomIncidents.incident(random, "old", 1, 1_000, List.of(source), "");
    Incident recent = RandomIncidents.incident(random, "recent", 1, 5_000, List.of(source), "");
    Incident latest = RandomIncidents.incident(random, "latest", 1, 6_000, List.of(source), "");
    Incident merged =
        RandomIncidents.incident(random, "merged", 1, 6_000, List.of(source), "recent");
    for (Incident each : List.of(old, recent, latest, merged)) {
      store.put(each);
    }
    // The same address as a target.
    var target = new Entity("destination.ip", "192.0.2.77");
    assertEquals(List.of(latest, recent), store.touching(List.of(target), 5_000, 10));
    assertEquals(List.of(latest), store.touching(List.of(target), 0, 1));
    assertEquals(List.of(), store.touching(List.of(new Entity("user.name", "192.0.2.77")), 0, 10));
  }

  @Test
  void findsTheLatestOfAStory() throws IOException {
    var random = new Random(3);
    Alert first = RandomIncidents.alert(random, "first", 1, "story", 1_000);
    Alert second = RandomIncidents.alert(random, "second", 1, "story", 2_000);
    store.put(second);
    store.put(first);
    assertEquals(Optional.of(second), store.latest("story", 0));
    assertEquals(Optional.empty(), store.latest("story", 2_001));
    assertEquals(Optional.empty(), store.latest("another", 0));
  }

  @Test
  void keepsEverythingAndTheStateOfACommitTogether() throws IOException {
    var random = new Random(4);
    assertEquals(0, store.state().length);
    Incident one = RandomIncidents.incident(random, "one", 1);
    store.put(one);
    store.commit(new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, store.state());
    store.put(RandomIncidents.incident(random, "one", 2));
    store.put(RandomIncidents.incident(random, "two", 1));
    store.close();
    store = open(folder);
    assertArrayEquals(new byte[] {1, 2, 3}, store.state());
    assertEquals(List.of(one), store.incidents(IncidentSearch.newest(ALL, 10)).items());
    assertNull(store.incidents(IncidentSearch.newest(ALL, 10)).next());
  }

  @Test
  void leavesOutOfACutWhatIsPutBehindIt() throws IOException {
    var random = new Random(5);
    Incident one = RandomIncidents.incident(random, "one", 1);
    Incident changed = RandomIncidents.incident(random, "one", 2);
    Incident two = RandomIncidents.incident(random, "two", 1);
    store.put(one);
    IncidentStore.Cut cut = store.cut(new byte[] {1});
    store.put(changed);
    store.put(two);
    assertEquals(Optional.of(changed), store.incident("one"));
    cut.makeDurable();
    assertEquals(2, store.incidents(IncidentSearch.newest(ALL, 10)).total());
    store.close();
    store = open(folder);
    assertArrayEquals(new byte[] {1}, store.state());
    assertEquals(List.of(one), store.incidents(IncidentSearch.newest(ALL, 10)).items());
  }

  @Test
  void takesCutsOneAfterTheOther() throws IOException {
    var random = new Random(6);
    store.put(RandomIncidents.incident(random, "one", 1));
    IncidentStore.Cut first = store.cut(new byte[] {1});
    store.put(RandomIncidents.incident(random, "two", 1));
    IncidentStore.Cut second = store.cut(new byte[] {2});
    store.put(RandomIncidents.incident(random, "three", 1));
    first.makeDurable();
    second.makeDurable();
    assertEquals(3, store.incidents(IncidentSearch.newest(ALL, 10)).total());
    store.close();
    store = open(folder);
    assertArrayEquals(new byte[] {2}, store.state());
    assertEquals(2, store.incidents(IncidentSearch.newest(ALL, 10)).total());
  }

  @Test
  void forgetsACutThatWasNotMadeDurable() throws IOException {
    var random = new Random(7);
    store.put(RandomIncidents.incident(random, "one", 1));
    store.commit(new byte[] {1});
    store.put(RandomIncidents.incident(random, "two", 1));
    IncidentStore.Cut lost = store.cut(new byte[] {2});
    assertEquals(2, store.incidents(IncidentSearch.newest(ALL, 10)).total(), lost::toString);
    store.close();
    store = open(folder);
    assertArrayEquals(new byte[] {1}, store.state());
    assertEquals(1, store.incidents(IncidentSearch.newest(ALL, 10)).total());
  }
}
