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
 * What all protocols over datagrams have in common: the frames of one read become one batch per
 * sender. Where the log has no room they are dropped and counted by sender: UDP has no other
 * answer. Runs on one event loop.
 */
abstract class DatagramHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);
  private static final int BATCH_BYTES = 64 << 10;
  private static final long QUIET_MILLIS = 20;

  private final String input;
  private final String format;
  private final InputContext context;
  private final Map<InetAddress, RawBatch.Builder> batches = new LinkedHashMap<>();
  private final Map<InetAddress, Origin> origins = new OriginCache();
  private @Nullable InetAddress lastSender;
  private RawBatch.@Nullable Builder last;
  private long reads;

  /**
   * For the datagrams of one socket.
   *
   * @param format the format its frames are pinned to
   */
  DatagramHandler(String input, String format, InputContext context) {
    this.input = input;
    this.format = format;
    this.context = context;
  }

  /** A datagram came; whoever calls releases it. */
  abstract void read(InetAddress sender, ByteBuf bytes);

  /** All of what is there for now was read. */
  void readDone() {}

  final InputContext context() {
    return context;
  }

  /** Where frames of a sender belong now. Most are of the sender that the one before was of. */
  final RawBatch.Builder batch(InetAddress sender) {
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

  final Origin origin(InetAddress sender) {
    return origins.computeIfAbsent(
        sender, address -> new Origin(input, Transport.UDP, Peers.of(address), format));
  }

  /** Reads what has arrived already, then closes; at the deadline in any case. */
  final void closeWhenQuiet(Channel channel, long readsBefore, long deadline) {
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
  public final void channelRead(ChannelHandlerContext channel, Object message) {
    var packet = (DatagramPacket) message;
    try {
      reads++;
      InetAddress sender = packet.sender().getAddress();
      read(sender, packet.content());
      RawBatch.Builder batch = last;
      if (batch != null && batch.length() >= BATCH_BYTES) {
        offer(batch.build());
      }
    } finally {
      packet.release();
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext channel) {
    for (RawBatch.Builder batch : batches.values()) {
      if (batch.size() > 0) {
        offer(batch.build());
      }
    }
    batches.clear();
    last = null;
    readDone();
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    LOG.warn("input {} failed to read", input, cause);
  }

  private void offer(RawBatch batch) {
    context.ingest().offer(context.books().of(batch.origin()), batch, Ingest.Done.NOBODY);
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
