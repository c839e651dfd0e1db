package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/** Datagrams of syslog: each is a frame. Runs on one event loop. */
final class SyslogUdpHandler extends DatagramHandler {
  SyslogUdpHandler(String input, InputContext context) {
    super(input, Origin.AUTO, context);
  }

  /** The line ends and NULs that some senders add belong to no message. */
  @Override
  void read(InetAddress sender, ByteBuf bytes) {
    RawBatch.Builder batch = batch(sender);
    int count = bytes.readableBytes();
    int at = batch.claim(count);
    bytes.readBytes(batch.block(), at, count);
    int end = at + count;
    while (end > at && isEnd(batch.block()[end - 1])) {
      end--;
    }
    batch.shorten(end);
    if (end > at) {
      batch.close(at, end - at, 0);
    }
  }

  private static boolean isEnd(byte b) {
    return b == '\n' || b == '\r' || b == 0;
  }
}
