package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.marsad.model.event.RawBatch;

class GelfFrameFuzzTest {
  private static final int MAX = 40;

  @FuzzTest
  void anyCutGivesTheSameFramesAndLittleWaits(byte[] input) {
    var stream = new FuzzedStream(input);
    var once = new GelfFrameDecoder(MAX);
    var often = new GelfFrameDecoder(MAX);
    int most = MAX + 1;
    assertEquals(stream.whole(of(once), most), stream.inPieces(of(often), most));
    assertEquals(once.oversize(), often.oversize());
  }

  private static FuzzedStream.Decoder of(GelfFrameDecoder decoder) {
    return new FuzzedStream.Decoder() {
      @Override
      public int decode(byte[] block, int from, int to, RawBatch.Builder batch) {
        return decoder.decode(block, from, to, batch);
      }

      @Override
      public void finish(byte[] block, int from, int to, RawBatch.Builder batch) {
        decoder.finish(block, from, to, batch);
      }
    };
  }
}
