package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.marsad.collector.frame.GelfChunks;
import org.marsad.collector.frame.GelfFault;
import org.marsad.collector.frame.GelfPayload;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.collector.intake.SourceBook;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams of GELF: chunks are put together, what is packed is unpacked, and the messages of one
 * read become one batch per sender. Where the log has no room they are dropped and counted by
 * sender; a message that was given up stands in the books of its sender as well. Runs on one event
 * loop.
 */
final class GelfUdpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(GelfUdpHandler.class);
  private static final int BATCH_BYTES = 64 << 10;
  private static final long QUIET_MILLIS = 20;

  private final String input;
  private final InputContext context;
  private final GelfChunks chunks;
  private final GelfPayload payloads;
  private final Map<GelfFault, Counter> faults = new EnumMap<>(GelfFault.class);
  private final Map<InetAddress, RawBatch.Builder> batches = new LinkedHashMap<>();
  private final Map<InetAddress, Origin> origins = new OriginCache();
  private volatile long pending;
  private volatile long pendingBytes;
  private long reads;

  GelfUdpHandler(String input, GelfUdpConfig config, InputContext context) {
    this.input = input;
    this.context = context;
    chunks =
        new GelfChunks(
            config.maxPending(),
            config.maxPendingBytes().bytes(),
            config.chunkTimeout().toNanos(),
            this::lost);
    payloads = new GelfPayload((int) config.maxFrame().bytes());
    for (GelfFault fault : GelfFault.values()) {
      faults.put(
          fault,
          context
              .metrics()
              .counter(
                  "marsad_collector_gelf_faults",
                  "Chunks and messages of GELF that something was wrong with.",
                  "input",
                  input,
                  "reason",
                  fault.reason()));
    }
    context
        .metrics()
        .gauge(
            "marsad_collector_gelf_pending",
            "Messages that wait for their other chunks.",
            () -> pending,
            "input",
            input);
    context
        .metrics()
        .gauge(
            "marsad_collector_gelf_pending_bytes",
            "What they take of memory.",
            () -> pendingBytes,
            "input",
            input);
  }

  /** Gives up messages that have waited for too long. */
  void expire() {
    chunks.expire(System.nanoTime());
    pending = chunks.size();
    pendingBytes = chunks.bytes();
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
      read(packet.sender().getAddress(), packet.content());
    } finally {
      packet.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    for (RawBatch.Builder batch : batches.values()) {
      if (batch.size() > 0) {
        offer(batch.build());
      }
    }
    batches.clear();
    pending = chunks.size();
    pendingBytes = chunks.bytes();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext channel) {
    payloads.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    LOG.warn("input {} failed to read", input, cause);
  }

  private void read(InetAddress sender, ByteBuf bytes) {
    byte[] payload = ByteBufUtil.getBytes(bytes);
    if (GelfChunks.isChunk(payload)) {
      byte[] whole = chunks.add(sender, payload, System.nanoTime());
      if (whole == null) {
        return;
      }
      payload = whole;
    }
    RawBatch.Builder batch = batches.get(sender);
    if (batch == null) {
      batch = RawBatch.builder(origin(sender), context.now());
      batches.put(sender, batch);
    }
    GelfFault fault = payloads.add(payload, batch);
    if (fault != null) {
      count(fault);
    }
    if (batch.length() >= BATCH_BYTES) {
      offer(batch.build());
    }
  }

  /** A message that was given up was received and refused; a chunk by itself is only counted. */
  private void lost(InetAddress sender, GelfFault fault, byte[] what) {
    count(fault);
    if (fault == GelfFault.INCOMPLETE || fault == GelfFault.NO_ROOM) {
      Origin origin = origin(sender);
      SourceBook book = context.books().of(origin);
      book.received(RawBatch.builder(origin, context.now()).add(what).build());
      book.refused(Refusal.INCOMPLETE, 1);
    }
  }

  private void count(GelfFault fault) {
    Counter counter = faults.get(fault);
    if (counter != null) {
      counter.increment();
    }
  }

  private void offer(RawBatch batch) {
    context.ingest().offer(context.books().of(batch.origin()), batch, Ingest.Done.NOBODY);
  }

  private Origin origin(InetAddress sender) {
    return origins.computeIfAbsent(
        sender,
        address -> new Origin(input, Transport.UDP, Peers.of(address), GelfTcpInput.FORMAT));
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
