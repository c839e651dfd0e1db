package org.marsad.collector.input;

import io.netty.channel.Channel;
import java.time.Duration;
import org.marsad.collector.frame.GelfFrameDecoder;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/** GELF over a stream, which acknowledges nothing. Runs on the connection's event loop. */
final class GelfConnection extends FrameConnection {
  private final GelfFrameDecoder decoder;

  GelfConnection(
      Channel channel, Origin origin, int maxFrame, Duration frameTimeout, InputContext context) {
    super(channel, origin, frameTimeout, context);
    decoder = new GelfFrameDecoder(maxFrame);
  }

  @Override
  int decode(byte[] block, int from, int to, RawBatch.Builder into) {
    return decoder.decode(block, from, to, into);
  }

  @Override
  void finish(byte[] block, int from, int to, RawBatch.Builder into) {
    decoder.finish(block, from, to, into);
  }
}
