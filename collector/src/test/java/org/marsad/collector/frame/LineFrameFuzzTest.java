package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

class LineFrameFuzzTest {
  private static final int MAX = 40;

  @FuzzTest
  void anyCutGivesTheSameLinesAndLittleWaits(byte[] input) {
    var stream = new FuzzedStream(input);
    boolean skipping = input.length > 0 && input[0] < 0;
    var once = new LineFrameDecoder(MAX, skipping);
    var often = new LineFrameDecoder(MAX, skipping);
    assertEquals(stream.whole(once::decode, MAX + 1), stream.inPieces(often::decode, MAX + 1));
    assertEquals(once.isSkipping(), often.isSkipping());
  }
}
