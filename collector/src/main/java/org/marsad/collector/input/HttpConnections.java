package org.marsad.collector.input;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.marsad.model.metrics.Metrics;

/**
 * The connections of a port for HTTP: one too many is closed at once, and counted as those of all
 * other inputs are. Told of each new connection by its pipeline. Thread-safe.
 */
public final class HttpConnections implements Consumer<ChannelPipeline> {
  private final int most;
  private final Rejections rejections;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * None yet.
   *
   * @param port the name it is counted under
   * @param most connections at a time
   */
  public HttpConnections(String port, int most, Metrics metrics) {
    this.most = most;
    rejections = new Rejections(port, metrics, "limit");
  }

  @Override
  public void accept(ChannelPipeline pipeline) {
    Channel channel = pipeline.channel();
    boolean fits = open.incrementAndGet() <= most;
    channel.closeFuture().addListener(_ -> open.decrementAndGet());
    if (!fits) {
      rejections.count("limit", Peers.of(channel.remoteAddress()));
      channel.close();
    }
  }
}
