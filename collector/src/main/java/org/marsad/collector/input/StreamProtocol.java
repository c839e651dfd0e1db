package org.marsad.collector.input;

import io.netty.channel.Channel;

/** What is spoken over the connections of a {@link StreamInput}. */
@FunctionalInterface
interface StreamProtocol {
  /**
   * The connection that will read this channel; called on its event loop.
   *
   * @param peer the sender's address, the one behind a proxy if there is one
   * @param identity who the sender proved to be, or empty
   */
  StreamConnection connect(Channel channel, String peer, String identity);
}
