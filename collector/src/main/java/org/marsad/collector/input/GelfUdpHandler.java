package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import org.marsad.collector.frame.GelfChunks;
import org.marsad.collector.frame.GelfFault;
import org.marsad.collector.frame.GelfPayload;
import org.marsad.collector.intake.Refusal;
import org.marsad.collector.intake.SourceBook;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics.Counter;

/**
 * Datagrams of GELF: chunks are put together, and what is packed is unpacked. A message that was
 * given up stands in the books of its sender. Runs on one event loop.
 */
final class GelfUdpHandler extends DatagramHandler {
  private final GelfChunks chunks;
  private final GelfPayload payloads;
  private final Map<GelfFault, Counter> faults = new EnumMap<>(GelfFault.class);
  private volatile long pending;
  private volatile long pendingBytes;

  GelfUdpHandler(String input, GelfUdpConfig config, InputContext context) {
    super(input, GelfTcpInput.FORMAT, context);
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

  @Override
  void readDone() {
    pending = chunks.size();
    pendingBytes = chunks.bytes();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext channel) {
    payloads.close();
  }

  @Override
  void read(InetAddress sender, ByteBuf bytes) {
    byte[] payload = ByteBufUtil.getBytes(bytes);
    if (GelfChunks.isChunk(payload)) {
      byte[] whole = chunks.add(sender, payload, System.nanoTime());
      if (whole == null) {
        return;
      }
      payload = whole;
    }
    GelfFault fault = payloads.add(payload, batch(sender));
    if (fault != null) {
      count(fault);
    }
  }

  /** A message that was given up was received and refused; a chunk by itself is only counted. */
  private void lost(InetAddress sender, GelfFault fault, byte[] what) {
    count(fault);
    if (fault == GelfFault.INCOMPLETE || fault == GelfFault.NO_ROOM) {
      Origin origin = origin(sender);
      SourceBook book = context().books().of(origin);
      book.received(RawBatch.builder(origin, context().now()).add(what).build());
      book.refused(Refusal.INCOMPLETE, 1);
    }
  }

  private void count(GelfFault fault) {
    Counter counter = faults.get(fault);
    if (counter != null) {
      counter.increment();
    }
  }
}
