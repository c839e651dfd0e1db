package org.marsad.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.rules.signal.Signal;

class TrailTest {
  private static final long SEED = 7;
  private static final int MOST = 1 << 20;

  private final Random random = new Random(SEED);

  @Test
  void givesBackWhatItHoldsAndIdAndTimeOfWhatIsGone() {
    var trail = new Trail(MOST);
    var all = new ArrayList<Signal>();
    for (int i = 0; i < 20_000; i++) {
      Signal signal = signal(i);
      all.add(signal);
      trail.keep(signal);
    }
    assertTrue(trail.gone() > 1_000, "nothing had to go, seed " + SEED);
    for (int i = 0; i < all.size(); i++) {
      Signal found = trail.find(i, all.get(i).time());
      if (i < trail.gone()) {
        assertEquals(Map.of(), found.fields());
        assertEquals(all.get(i).time(), found.time());
      } else {
        assertEquals(all.get(i), found, "seed " + SEED);
      }
    }
    assertEquals(all.size(), trail.gone() + trail.size());
  }

  @Test
  void whatWasFoundStaysAsItWas() {
    var trail = new Trail(MOST);
    Signal first = signal(0);
    trail.keep(first);
    Signal found = trail.find(0, first.time());
    for (int i = 1; i < 20_000; i++) {
      trail.keep(signal(i));
    }
    assertTrue(trail.gone() > 0);
    assertEquals(first, found);
  }

  @Test
  void takesOverWhatAnotherWrote() throws Exception {
    var trail = new Trail(MOST);
    for (int i = 0; i < 5_000; i++) {
      trail.keep(signal(i));
    }
    var bytes = new ByteArrayOutputStream();
    trail.write(new DataOutputStream(bytes));
    var other = new Trail(MOST);
    other.keep(signal(1_000_000));
    other.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(trail.size(), other.size());
    assertEquals(trail.gone(), other.gone());
    for (int i = (int) trail.gone(); i < 5_000; i++) {
      assertEquals(trail.find(i, 0), other.find(i, 0));
    }
  }

  /** Of any length; some longer than a block. */
  private Signal signal(long id) {
    int length = random.nextInt(1_000) == 0 ? 300_000 : random.nextInt(600);
    String line = Character.toString('a' + (int) (id % 26)).repeat(length);
    return new Signal(
        id,
        id * 1_000,
        id * 1_000 + 1,
        Map.of("host.name", "h" + id, "user.name", "u" + random.nextInt(9)),
        List.of(),
        line);
  }
}
