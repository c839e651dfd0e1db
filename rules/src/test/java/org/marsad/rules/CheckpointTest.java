package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.store.MemoryIncidentStore;

/** The state of the rules and the incidents that belong to it, whenever the process dies. */
class CheckpointTest {
  private static final String MANY =
      """
      title: Failure
      id: 11111111-1111-4111-8111-111111111111
      name: failure
      level: low
      logsource: {category: test}
      detection: {s: {kind: fail}, condition: s}
      ---
      title: Many failures
      id: 22222222-2222-4222-8222-222222222221
      level: high
      correlation:
        type: event_count
        rules: failure
        group-by: [user.name]
        timespan: 10m
        condition: {gte: %d}
      """;

  private static final String OTHER =
      """
      id: other-rule
      title: Other
      level: high
      match: kind:%s
      key: [user.name]
      """;

  private static final List<String> LOG =
      List.of(
          "0 kind=fail user.name=a",
          "1 kind=other user.name=b",
          "2 kind=fail user.name=a",
          "3 kind=else user.name=c",
          "40 kind=other user.name=a",
          "41 kind=else user.name=b",
          "42 kind=fail user.name=a",
          "43 kind=fail user.name=a",
          "44 kind=else user.name=a");

  /** Where the rules stand durably, and where the packs are exchanged. */
  private static final int KEPT = 2;

  private static final int EXCHANGED = 6;

  @TempDir private Path folder;

  private RulePack pack(String name) throws Exception {
    return RulePack.of(
        folder.resolve(name),
        Map.of("sigma/many.yaml", MANY.formatted(4), "rules/other.yaml", OTHER.formatted("other")));
  }

  private static void accept(RulePack pack, long from, long to) throws InterruptedException {
    for (long id = from; id < to; id++) {
      pack.accept(id, LOG.subList((int) id, (int) id + 1));
    }
  }

  private static void change(RulePack pack) {
    pack.write("sigma/many.yaml", MANY.formatted(3));
    pack.write("rules/other.yaml", OTHER.formatted("else"));
  }

  /** All that is told where the packs are exchanged at this place of the log. */
  private Map<String, Object> exchangedAt(long place) throws Exception {
    RulePack pack = pack("at-" + place + "-" + System.nanoTime());
    accept(pack, 0, KEPT);
    assertEquals(KEPT, pack.restart());
    accept(pack, KEPT, place);
    change(pack);
    assertEquals(place, pack.reload().position());
    accept(pack, place, LOG.size());
    pack.tick(100);
    return pack.everything();
  }

  @Test
  void aCrashAtAnyStepOfAnExchangeOfPacksTellsTheSameIncidents() throws Exception {
    for (int cut = 1; cut <= 2; cut++) {
      for (boolean isAfter : List.of(false, true)) {
        String where = (isAfter ? "after" : "before") + " cut " + cut;
        RulePack pack = pack(where.replace(' ', '-'));
        accept(pack, 0, KEPT);
        int deadly = cut;
        pack.inFront(store -> new DyingStore(store, deadly, isAfter));
        assertEquals(KEPT, pack.restart(), where);
        accept(pack, KEPT, EXCHANGED);
        change(pack);
        assertThrows(IllegalStateException.class, pack::reload, where);
        pack.inFront(store -> store);
        long place = pack.kill();
        // What was not durable was not answered for; the exchange is where the log goes on then.
        assertEquals(cut == 1 && !isAfter ? KEPT : EXCHANGED, place, where);
        assertEquals("", pack.recovery(), where);
        accept(pack, place, LOG.size());
        pack.tick(100);
        Map<String, Object> told = pack.everything();
        assertEquals(exchangedAt(place), told, where);
        assertTrue(told.size() > 4, where + ": " + told.keySet());
      }
    }
  }

  @Test
  void aCrashBetweenTheIncidentsAndTheStateGoesOnWithTheStateOfTheIncidents() throws Exception {
    RulePack undisturbed = pack("undisturbed");
    accept(undisturbed, 0, LOG.size());
    undisturbed.tick(100);
    for (boolean isAfter : List.of(false, true)) {
      RulePack pack = pack("killed-" + isAfter);
      accept(pack, 0, KEPT);
      pack.inFront(store -> new DyingStore(store, 1, isAfter));
      pack.restart();
      accept(pack, KEPT, EXCHANGED);
      pack.awaitIdle();
      // Its last state is made durable when it is closed, and it dies with that.
      pack.inFront(store -> store);
      pack.restart();
      long place = pack.kill();
      assertEquals(isAfter ? EXCHANGED : KEPT, place);
      accept(pack, place, LOG.size());
      pack.tick(100);
      assertEquals(undisturbed.everything(), pack.everything(), "after " + isAfter);
    }
  }

  @Test
  void incidentsThatAreGoneAreMadeAnewFromTheJournalAndThatIsSaid() throws Exception {
    RulePack pack = pack("gone");
    accept(pack, 0, LOG.size());
    pack.tick(100);
    Map<String, Object> told = pack.everything();
    pack.incidents.become(new MemoryIncidentStore());
    assertEquals(0, pack.restart());
    assertTrue(pack.recovery().contains("the incidents that were made with it are gone"));
    accept(pack, 0, LOG.size());
    pack.tick(100);
    assertEquals(told, pack.everything());
    assertEquals(LOG.size(), pack.restart());
    assertEquals("", pack.recovery());
    pack.everything();
  }

  @Test
  void withoutItsStateTheRulesBeginAnewAndTellNothingTwiceAndThatIsSaid() throws Exception {
    RulePack pack = pack("stateless");
    accept(pack, 0, LOG.size() - 1);
    pack.tick(100);
    Map<String, Object> told = pack.everything();
    Files.delete(folder.resolve("stateless/checkpoint"));
    assertEquals(0, pack.restart());
    assertTrue(pack.recovery().contains("checkpoint is gone"), pack.recovery());
    accept(pack, 0, LOG.size() - 1);
    pack.tick(100);
    pack.awaitIdle();
    assertEquals(LOG.size() - 1, pack.restart());
    assertEquals(told, pack.everything());
  }

  @Test
  void aStateThatIsNewerThanTheIncidentsIsNotUsed() throws Exception {
    RulePack pack = pack("newer");
    accept(pack, 0, KEPT);
    pack.restart();
    var older = new MemoryIncidentStore();
    older.become(pack.incidents);
    accept(pack, KEPT, LOG.size());
    pack.tick(100);
    Map<String, Object> told = pack.everything();
    pack.incidents.become(older);
    assertEquals(0, pack.restart());
    assertTrue(pack.recovery().contains("the incidents are older than it"), pack.recovery());
    accept(pack, 0, LOG.size());
    pack.tick(100);
    assertEquals(told.keySet(), pack.everything().keySet());
  }

  @Test
  void anOlderStateThanTheIncidentsIsUsedAndTellsNothingTwice() throws Exception {
    RulePack pack = pack("older");
    accept(pack, 0, EXCHANGED);
    pack.restart();
    Path file = folder.resolve("older/checkpoint");
    Path older = Files.copy(file, folder.resolve("kept"));
    accept(pack, EXCHANGED, LOG.size());
    pack.tick(100);
    Map<String, Object> told = pack.everything();
    Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(EXCHANGED, pack.restart());
    assertEquals("", pack.recovery());
    accept(pack, EXCHANGED, LOG.size());
    pack.tick(100);
    assertEquals(told, pack.everything());
  }

  @Test
  void aStateThatWasMadeWithOtherIncidentsIsNotUsed() throws Exception {
    RulePack pack = pack("own");
    accept(pack, 0, LOG.size());
    pack.tick(100);
    Map<String, Object> told = pack.everything();
    RulePack other = pack("other");
    accept(other, 0, KEPT);
    other.everything();
    Files.copy(
        folder.resolve("other/checkpoint"),
        folder.resolve("own/checkpoint"),
        StandardCopyOption.REPLACE_EXISTING);
    assertEquals(0, pack.restart());
    assertTrue(pack.recovery().contains("it was made with other incidents"), pack.recovery());
    accept(pack, 0, LOG.size());
    pack.tick(100);
    assertEquals(told, pack.everything());
  }
}
