package org.marsad.rules.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeadsTest {
  private final Leads leads = new Leads();
  private final List<String> told = new ArrayList<>();

  @Test
  void tellsAllAtFirstAndThenWhatHasChanged() {
    leads.add("a");
    assertEquals(List.of("+a", "+b"), tell(List.of("a", "b")));
    assertEquals(List.of(), tell(List.of("a", "b")));
    leads.add("c");
    leads.remove("a");
    assertEquals(List.of("-a", "+c"), tell(List.of("b", "c")));
  }

  @Test
  void whatCameAndWentIsNotTold() {
    tell(List.of("a"));
    leads.add("b");
    leads.remove("b");
    leads.remove("a");
    leads.add("a");
    assertEquals(List.of(), tell(List.of("a")));
  }

  @Test
  void tellsAllAnewAfterItsEnd() {
    tell(List.of("a", "b"));
    leads.remove("a");
    told.clear();
    leads.end(List.of("b"), key -> told.add("-" + key));
    assertEquals(List.of("-a", "-b"), told);
    assertEquals(List.of("+b"), tell(List.of("b")));
  }

  @Test
  void whoIsToldAlwaysHasWhatLeadsThere() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Set<String> all = new LinkedHashSet<>();
    Set<String> heard = new TreeSet<>();
    for (int step = 0; step < 5_000; step++) {
      String key = "k" + random.nextInt(20);
      if (all.add(key)) {
        leads.add(key);
      } else if (random.nextBoolean()) {
        all.remove(key);
        leads.remove(key);
      }
      if (random.nextInt(5) == 0) {
        leads.tell(all, heard::add, heard::remove);
        assertEquals(new TreeSet<>(all), heard, "seed " + seed);
      } else if (random.nextInt(50) == 0) {
        leads.end(all, heard::remove);
        assertEquals(Set.of(), heard, "seed " + seed);
      }
    }
  }

  private List<String> tell(List<String> all) {
    told.clear();
    leads.tell(all, key -> told.add("+" + key), key -> told.add("-" + key));
    return List.copyOf(told);
  }
}
