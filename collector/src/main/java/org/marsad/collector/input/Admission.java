package org.marsad.collector.input;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.marsad.model.metrics.Metrics;

/**
 * How many connections an input has, in all and from one address, and whether there may be one
 * more. Thread-safe.
 */
final class Admission {
  private final Listening limits;
  private final Rejections rejections;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Integer> peers = new ConcurrentHashMap<>();

  Admission(String input, Listening limits, Metrics metrics) {
    this.limits = limits;
    rejections = new Rejections(input, metrics, "limit", "peer-limit");
    metrics.gauge(
        "marsad_collector_connections", "Connections now.", connections::get, "input", input);
  }

  /** Lets a connection in until it is closed, or counts that there are too many. */
  boolean enter(Channel channel) {
    if (connections.incrementAndGet() > limits.maxConnections()) {
      connections.decrementAndGet();
      rejections.count("limit", Peers.of(channel.remoteAddress()));
      return false;
    }
    channel.closeFuture().addListener(_ -> connections.decrementAndGet());
    return true;
  }

  /** Counts it for a peer until it is closed, or counts that the peer has too many. */
  boolean enter(Channel channel, String peer) {
    if (peers.merge(peer, 1, Integer::sum) > limits.maxConnectionsPerPeer()) {
      leave(peer);
      rejections.count("peer-limit", peer);
      return false;
    }
    channel.closeFuture().addListener(_ -> leave(peer));
    return true;
  }

  Rejections rejections() {
    return rejections;
  }

  private void leave(String peer) {
    peers.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
  }
}
