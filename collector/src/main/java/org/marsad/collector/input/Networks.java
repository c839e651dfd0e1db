package org.marsad.collector.input;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;

/** A list of networks, and whether an address lies in one of them. Immutable. */
final class Networks {
  /** No network. */
  static final Networks NONE = new Networks(List.of());

  private static final int MAPPED = 12;

  private final List<Network> networks;

  private Networks(List<Network> networks) {
    this.networks = networks;
  }

  /** Of texts that {@link #parse} can read. */
  static Networks of(List<String> texts) {
    var networks = new ArrayList<Network>();
    for (String text : texts) {
      Network network = parse(text);
      if (network == null) {
        throw new IllegalArgumentException("not a network: \"" + text + "\"");
      }
      networks.add(network);
    }
    return networks.isEmpty() ? NONE : new Networks(List.copyOf(networks));
  }

  /** A network in CIDR form, or one address; null if the text is neither. */
  static @Nullable Network parse(String text) {
    if (text.indexOf('/') >= 0) {
      return Network.parse(text);
    }
    return Address.parse(text) == null
        ? null
        : Network.parse(text + (text.indexOf(':') < 0 ? "/32" : "/128"));
  }

  boolean contains(SocketAddress address) {
    if (networks.isEmpty() || !(address instanceof InetSocketAddress inet)) {
      return false;
    }
    byte[] bytes = in16(inet.getAddress());
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  /** IPv4 in its mapped form. */
  private static byte[] in16(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16];
    mapped[MAPPED - 2] = (byte) 0xff;
    mapped[MAPPED - 1] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, MAPPED, 4);
    return mapped;
  }
}
