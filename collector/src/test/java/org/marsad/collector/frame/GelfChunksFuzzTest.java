package org.marsad.collector.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

class GelfChunksFuzzTest {
  private static final int MAX_MESSAGES = 8;
  private static final long MAX_BYTES = 4_000;
  private static final long AGE = 50;

  /** Bytes of chunks that came back, whole or given up. */
  private long back;

  private long lostWhole;

  /** Datagrams, each behind a byte for its sender and the time since the last, and its length. */
  @FuzzTest
  void losesNoByteUntoldAndHoldsItsBounds(byte[] input) {
    back = 0;
    lostWhole = 0;
    var chunks =
        new GelfChunks(MAX_MESSAGES, MAX_BYTES, AGE, (_, fault, what) -> lost(fault, what));
    long given = 0;
    long now = 0;
    int at = 0;
    while (at + 2 <= input.length) {
      int from = at + 2;
      int to = Math.min(input.length, from + (input[at + 1] & 0xff));
      byte[] datagram = Arrays.copyOfRange(input, from, to);
      now += (input[at] & 0xff) >> 4;
      given += Math.max(0, datagram.length - GelfChunks.HEADER);
      byte[] whole = chunks.add(sender(input[at] & 3), datagram, now);
      back += whole == null ? 0 : whole.length;
      assertTrue(chunks.size() <= MAX_MESSAGES, chunks.size() + " messages");
      assertTrue(chunks.size() < 2 || chunks.bytes() <= MAX_BYTES, chunks.bytes() + " bytes");
      at = to;
    }
    chunks.expire(now + AGE);
    assertEquals(0, chunks.size());
    assertEquals(0, chunks.bytes());
    assertEquals(given, back + lostWhole);
  }

  private void lost(GelfFault fault, byte[] what) {
    if (fault == GelfFault.BAD_CHUNK || fault == GelfFault.DUPLICATE_CHUNK) {
      lostWhole += Math.max(0, what.length - GelfChunks.HEADER);
    } else {
      back += what.length;
    }
  }

  private static InetAddress sender(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
