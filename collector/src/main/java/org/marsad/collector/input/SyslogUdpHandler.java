package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBook;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datagrams of one read become one batch per sender. Where the log has no room they are dropped
 * and counted by sender: UDP has no other answer. Runs on one event loop.
 */
final class SyslogUdpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogUdpHandler.class);
  private static final int BATCH_BYTES = 256 << 10;

  private final String input;
  private final InputContext context;
  private final Map<InetAddress, RawBatch.Builder> batches = new LinkedHashMap<>();
  private final Map<InetAddress, Origin> origins = new OriginCache();

  SyslogUdpHandler(String input, InputContext context) {
    this.input = input;
    this.context = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    var packet = (DatagramPacket) message;
    try {
      ByteBuf bytes = packet.content();
      InetAddress sender = packet.sender().getAddress();
      RawBatch.Builder batch = batches.get(sender);
      if (batch == null) {
        batch = RawBatch.builder(origin(sender), context.now());
        batches.put(sender, batch);
      }
      add(bytes, batch);
      if (batch.length() >= BATCH_BYTES) {
        offer(batch.build());
      }
    } finally {
      packet.release();
    }
  }

  /** One frame; the line end that some senders add belongs to no message. */
  private static void add(ByteBuf bytes, RawBatch.Builder batch) {
    int count = bytes.readableBytes();
    int at = batch.claim(count);
    bytes.readBytes(batch.block(), at, count);
    int end = at + count;
    while (end > at && isEnd(batch.block()[end - 1])) {
      end--;
    }
    if (end > at) {
      batch.close(at, end - at, 0);
    }
  }

  private static boolean isEnd(byte b) {
    return b == '\n' || b == '\r' || b == 0;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    for (RawBatch.Builder batch : batches.values()) {
      if (batch.size() > 0) {
        offer(batch.build());
      }
    }
    batches.clear();
  }

  private void offer(RawBatch batch) {
    SourceBook book = context.books().of(batch.origin());
    int frames = batch.size();
    book.received(frames, batch.length(), batch.received());
    Ingest.Refusal refusal =
        context
            .ingest()
            .offer(
                batch,
                false,
                why -> {
                  if (why != null) {
                    book.refused(Ingest.Refusal.DISK_FULL.reason(), frames);
                  }
                });
    if (refusal != null) {
      book.refused(refusal.reason(), frames);
    }
  }

  private Origin origin(InetAddress sender) {
    return origins.computeIfAbsent(
        sender, address -> Origin.of(input, Transport.UDP, address.getHostAddress()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    LOG.warn("input {} failed to read", input, cause);
  }

  /** The origins of the senders heard last. */
  private static final class OriginCache extends LinkedHashMap<InetAddress, Origin> {
    private static final long serialVersionUID = 1L;
    private static final int MAX = 4096;

    @Override
    protected boolean removeEldestEntry(Map.Entry<InetAddress, Origin> eldest) {
      return size() > MAX;
    }
  }
}
