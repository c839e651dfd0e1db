package org.marsad.collector.input;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.marsad.model.intake.SocketReport;

/** A way in. Opened by its constructor's caller, stopped once; any thread. */
public interface Input {
  /** The configured name, which is the input of its origins. */
  String name();

  /** Where it listens, with the port it really has. */
  InetSocketAddress address();

  /** Its sockets for datagrams, whose losses only the kernel knows. */
  default List<SocketReport> sockets() {
    return List.of();
  }

  /**
   * Takes up certificates that have changed, for connections to come.
   *
   * @return whether there were any
   * @throws IOException if they cannot be used; those before are kept
   */
  default boolean renew() throws IOException {
    return false;
  }

  /**
   * Takes nothing new from the network. Returns when everything it had read was offered, so that
   * after this the log holds all there is.
   */
  void stop();
}
