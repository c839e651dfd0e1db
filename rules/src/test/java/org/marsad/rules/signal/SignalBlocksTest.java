package org.marsad.rules.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalBlocksTest {
  private static final long SEED = 11;
  private static final long TWO_BLOCKS = 2 << 18;

  /** Longer than a block. */
  private static final int LONG = 300_000;

  private final SignalBlocks blocks = new SignalBlocks();

  @Test
  void whatIsHeldStaysAsItIsWhileOthersComeAndGo() {
    var random = new Random(SEED);
    var signals = new ArrayList<Signal>();
    var held = new ArrayList<Signal>();
    for (int i = 0; i < 20_000; i++) {
      Signal next = signal(i, random.nextInt(2_000) == 0 ? LONG : random.nextInt(900));
      signals.add(next);
      held.add(blocks.hold(next));
      while (held.size() > 300) {
        int place = random.nextInt(held.size());
        assertEquals(signals.remove(place), held.get(place), "seed " + SEED);
        blocks.letGo(held.remove(place));
      }
    }
    assertEquals(signals, held, "seed " + SEED);
  }

  @Test
  void memoryOfABurstIsLetGoWithIt() {
    var held = new ArrayDeque<Signal>();
    for (int i = 0; i < 20_000; i++) {
      held.add(blocks.hold(signal(i, 800)));
    }
    assertTrue(blocks.bytes() > 16_000_000);
    held.forEach(blocks::letGo);
    assertTrue(blocks.bytes() <= TWO_BLOCKS, () -> blocks.bytes() + " bytes for nothing");
  }

  @Test
  void anEmptyBlockThatIsTooShortIsNotForgotten() {
    for (int i = 1; i < 200; i++) {
      blocks.letGo(blocks.hold(signal(i, 800)));
      blocks.letGo(blocks.hold(signal(i, LONG + i * 100)));
    }
    assertTrue(blocks.bytes() < TWO_BLOCKS * 2, () -> blocks.bytes() + " bytes for nothing");
  }

  @Test
  void whatIsLeftIsGoodForEver() {
    Signal first = signal(1, 800);
    Signal held = blocks.hold(first);
    blocks.leave();
    blocks.letGo(held);
    for (int i = 2; i < 2_000; i++) {
      blocks.letGo(blocks.hold(signal(i, 800)));
    }
    assertEquals(first, held);
  }

  private static Signal signal(long id, int length) {
    String line = Character.toString('a' + (int) (id % 26)).repeat(length);
    return new Signal(id, id, id, Map.of("host.name", "h" + id), List.of(), line);
  }
}
