package org.marsad.collector.input;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of peers as origins name them: without port and scope, IPv6 as RFC 5952 writes it. */
final class Peers {
  private Peers() {}

  /** The peer of a connection, empty if it has none. */
  static String of(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? of(inet.getAddress())
        : "";
  }

  static String of(InetAddress address) {
    return NetUtil.toAddressString(address);
  }
}
