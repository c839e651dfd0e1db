package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class RelpFrameFuzzTest {
  private static final int MAX = 40;

  /** The longest data of a command, and what may wait beside it. */
  private static final int MOST = (16 << 10) + RelpFrameDecoder.MAX_EXTRA;

  @FuzzTest
  void anyCutTellsTheSameMessagesAndCommandsAndLittleWaits(byte[] input) {
    var stream = new FuzzedStream(input);
    var toldOnce = new Told();
    var toldOften = new Told();
    var once = new RelpFrameDecoder(MAX, toldOnce);
    var often = new RelpFrameDecoder(MAX, toldOften);
    assertEquals(stream.whole(once::decode, MOST), stream.inPieces(often::decode, MOST));
    assertEquals(toldOnce.all, toldOften.all);
    assertEquals(once.problem(), often.problem());
  }

  private static final class Told implements RelpFrameDecoder.Listener {
    final List<String> all = new ArrayList<>();

    @Override
    public void message(int txnr) {
      all.add("message " + txnr);
    }

    @Override
    public boolean command(int txnr, byte[] block, int name, int nameEnd, int data, int dataEnd) {
      String command = new String(block, name, nameEnd - name, ISO_8859_1);
      all.add(command + ' ' + txnr + ' ' + new String(block, data, dataEnd - data, ISO_8859_1));
      return true;
    }
  }
}
