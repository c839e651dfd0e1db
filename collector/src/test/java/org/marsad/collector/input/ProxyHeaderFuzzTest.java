package org.marsad.collector.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The first byte of an input is the size of the pieces that the network delivers, modulo 32. */
class ProxyHeaderFuzzTest {
  /** Whom the proxy speaks for. */
  private @Nullable String told = "";

  private int failures;

  @FuzzTest
  void anyCutTellsTheSameAddressAndKeepsWhatFollows(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);
    assertEquals(read(sent, Math.max(1, sent.length)), read(sent, 1 + (input[0] & 31)));
  }

  /** What is told of the header, and what comes behind it. */
  private String read(byte[] sent, int piece) {
    told = "nobody yet";
    failures = 0;
    var rest = new StringBuilder();
    var channel =
        new EmbeddedChannel(
            new ProxyHeaderDecoder(),
            new ProxyGreeting(
                address -> told = address,
                failure -> {
                  if (!(failure instanceof DecoderException)) {
                    throw new AssertionError(failure);
                  }
                  failures++;
                }));
    try {
      for (int at = 0; at < sent.length && failures == 0; at += piece) {
        channel.writeInbound(Unpooled.copiedBuffer(sent, at, Math.min(piece, sent.length - at)));
        for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
          rest.append(in.toString(ISO_8859_1));
          in.release();
        }
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    return failures > 0 ? "no header" : told + ": " + rest;
  }
}
