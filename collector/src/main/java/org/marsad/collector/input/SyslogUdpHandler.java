package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
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
  private static final int BATCH_BYTES = 64 << 10;
  private static final long QUIET_MILLIS = 20;

  private final String input;
  private final InputContext context;
  private final Map<InetAddress, RawBatch.Builder> batches = new LinkedHashMap<>();
  private final Map<InetAddress, Origin> origins = new OriginCache();
  private @Nullable InetAddress lastSender;
  private RawBatch.@Nullable Builder last;
  private long reads;

  SyslogUdpHandler(String input, InputContext context) {
    this.input = input;
    this.context = context;
  }

  /** Reads what has arrived already, then closes; at the deadline in any case. */
  void closeWhenQuiet(Channel channel, long readsBefore, long deadline) {
    if (reads == readsBefore || System.nanoTime() - deadline >= 0) {
      channel.close();
      return;
    }
    long now = reads;
    channel
        .eventLoop()
        .schedule(
            () -> closeWhenQuiet(channel, now, deadline), QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    var packet = (DatagramPacket) message;
    try {
      reads++;
      InetAddress sender = packet.sender().getAddress();
      RawBatch.Builder batch = batch(sender);
      add(packet.content(), batch);
      if (batch.length() >= BATCH_BYTES) {
        offer(batch.build());
      }
    } finally {
      packet.release();
    }
  }

  /** Most datagrams are of the sender that the one before was of. */
  private RawBatch.Builder batch(InetAddress sender) {
    RawBatch.Builder batch = last;
    if (batch != null && sender.equals(lastSender)) {
      return batch;
    }
    batch = batches.get(sender);
    if (batch == null) {
      batch = RawBatch.builder(origin(sender), context.now());
      batches.put(sender, batch);
    }
    lastSender = sender;
    last = batch;
    return batch;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    for (RawBatch.Builder batch : batches.values()) {
      if (batch.size() > 0) {
        offer(batch.build());
      }
    }
    batches.clear();
    last = null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    LOG.warn("input {} failed to read", input, cause);
  }

  /** One frame; the line ends and NULs that some senders add belong to no message. */
  private static void add(ByteBuf bytes, RawBatch.Builder batch) {
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

  private void offer(RawBatch batch) {
    context.ingest().offer(context.books().of(batch.origin()), batch, Ingest.Done.NOBODY);
  }

  private Origin origin(InetAddress sender) {
    return origins.computeIfAbsent(
        sender, address -> Origin.of(input, Transport.UDP, Peers.of(address)));
  }

  /** The origins of the senders heard first, until others come; so many at most. */
  private static final class OriginCache extends LinkedHashMap<InetAddress, Origin> {
    private static final long serialVersionUID = 1L;
    private static final int MAX = 4096;

    @Override
    protected boolean removeEldestEntry(Map.Entry<InetAddress, Origin> eldest) {
      return size() > MAX;
    }
  }
}
