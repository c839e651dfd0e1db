package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;

class GelfPayloadFuzzTest {
  private static final int MAX = 2_000;

  @FuzzTest
  void keepsThePayloadOrWhatItUnpacksToUpToTheLimit(byte[] input) {
    RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0).add(new byte[] {1});
    GelfFault fault;
    try (var payload = new GelfPayload(MAX)) {
      fault = payload.add(input.clone(), batch);
    }
    RawBatch built = batch.build();
    assertTrue(built.size() <= 2);
    assertTrue(built.length() <= 1 + MAX, built.length() + " bytes");
    if (built.size() == 1) {
      assertEquals(null, fault);
      return;
    }
    boolean cut = (built.flags(1) & FrameFlag.OVERSIZE) != 0;
    assertEquals(cut, fault == GelfFault.OVERSIZE);
    if (fault == GelfFault.UNREADABLE) {
      int at = built.offset(1);
      assertTrue(
          Arrays.equals(built.bytes(), at, at + built.length(1), input, 0, input.length),
          "what cannot be unpacked is kept as it came");
    }
  }
}
