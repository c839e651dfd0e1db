package org.marsad.collector.input;

import io.netty.channel.Channel;
import java.time.Duration;
import org.marsad.collector.frame.SyslogFrameDecoder;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/** Syslog over a stream, which acknowledges nothing. Runs on the connection's event loop. */
final class SyslogConnection extends FrameConnection {
  private final SyslogFrameDecoder decoder;

  SyslogConnection(
      Channel channel, Origin origin, int maxFrame, Duration frameTimeout, InputContext context) {
    super(channel, origin, frameTimeout, context);
    decoder = new SyslogFrameDecoder(maxFrame);
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
