package org.marsad.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A builder that collects in memory of somebody else builds what one with its own does. */
class LentBlockTest {
  private static final Origin ORIGIN = Origin.of("test", Transport.TCP, "192.0.2.1");

  /** Behind the last frame that was collected. */
  private int end;

  @Test
  void buildsTheSameBatches() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    RawBatch.Builder own = RawBatch.builder(ORIGIN, 1);
    RawBatch.Builder lent = RawBatch.builder(ORIGIN, 1);
    byte[] memory = new byte[512];
    for (int round = 0; round < 20_000; round++) {
      switch (random.nextInt(12)) {
        case 0 -> lent.lend(memory);
        case 1 -> {
          lent.handBack();
          Arrays.fill(memory, (byte) '!');
        }
        case 2 -> {
          int rest = random.nextInt(1 + own.length() - end);
          assertEquals(frames(own.build(rest)), frames(lent.build(rest)), "seed " + seed);
          end = 0;
        }
        default -> {
          byte[] frame = "x".repeat(random.nextInt(60)).concat("y" + round).getBytes(UTF_8);
          own.add(frame);
          lent.add(frame);
          end = own.length();
          byte[] behind = new byte[random.nextInt(3)];
          own.claim(behind.length);
          lent.claim(behind.length);
        }
      }
      assertEquals(own.length(), lent.length(), "seed " + seed);
    }
  }

  @Test
  void leavesTheMemoryToItsOwner() {
    RawBatch.Builder builder = RawBatch.builder(ORIGIN, 1);
    byte[] memory = new byte[64];
    builder.lend(memory);
    builder.add("first".getBytes(UTF_8));
    builder.claim(4);
    RawBatch first = builder.build(4);
    assertNotSame(memory, first.bytes());
    builder.handBack();
    Arrays.fill(memory, (byte) '!');
    builder.add("second".getBytes(UTF_8));
    assertEquals(List.of("first"), frames(first));
    assertEquals(List.of("second"), frames(builder.build()));
  }

  private static List<String> frames(RawBatch batch) {
    var frames = new ArrayList<String>();
    for (int frame = 0; frame < batch.size(); frame++) {
      frames.add(new String(batch.bytes(), batch.offset(frame), batch.length(frame), UTF_8));
    }
    return frames;
  }
}
