package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;

class LumberjackFuzzTest {
  private static final int MAX = 1_000;
  private static final LumberjackLimits LIMITS = new LumberjackLimits(MAX, 5_000, 1 << 20, 500);

  /** A batch is full at 64 KiB, and the event that filled it and the one behind it may be in it. */
  private static final int MOST_BYTES = (64 << 10) + 2 * MAX;

  /** What is found out where the unpacked bytes are cut; nothing of that is acknowledged. */
  private static final Set<String> FOUND_LATE = Set.of("zlib", "ratio", "expanded");

  @FuzzTest
  void anyCutGivesTheSameEventsInSmallBatches(byte[] input) {
    var stream = new FuzzedStream(input);
    var whole = new ArrayList<String>();
    var pieces = new ArrayList<String>();
    String one = read(stream.bytes(), new int[0], whole);
    String other = read(stream.bytes(), stream.cuts(), pieces);
    if (isFoundLate(one) || isFoundLate(other)) {
      int common = Math.min(whole.size(), pieces.size());
      assertEquals(whole.subList(0, common), pieces.subList(0, common));
    } else {
      assertEquals(whole, pieces);
      assertEquals(one, other);
    }
  }

  private static boolean isFoundLate(@Nullable String broken) {
    return broken != null && FOUND_LATE.contains(broken);
  }

  /** Why the stream broke, or null; its events go into {@code frames}. */
  private static @Nullable String read(byte[] bytes, int[] cuts, List<String> frames) {
    RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0);
    try (var decoder = new LumberjackDecoder(LIMITS)) {
      int from = 0;
      for (int i = 0; i <= cuts.length; i++) {
        int to = i == cuts.length ? bytes.length : cuts[i];
        ByteBuffer piece = ByteBuffer.wrap(bytes, from, to - from);
        while (!decoder.decode(piece, batch)) {
          take(decoder, batch, frames);
        }
        take(decoder, batch, frames);
        from = to;
      }
      return decoder.broken();
    }
  }

  private static void take(LumberjackDecoder decoder, RawBatch.Builder batch, List<String> frames) {
    assertTrue(batch.length() <= MOST_BYTES, batch.length() + " bytes in a batch");
    assertTrue(batch.size() <= LumberjackDecoder.BATCH_EVENTS, batch.size() + " events in a batch");
    if (batch.size() > 0) {
      FuzzedStream.take(decoder.build(batch), frames);
      decoder.acks();
    }
  }
}
