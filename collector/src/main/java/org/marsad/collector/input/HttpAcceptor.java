package org.marsad.collector.input;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.ServerBuilder;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread of an HTTP port that takes connections. It ends when it is told to: others of its kind
 * wait two seconds for work that cannot come any more, and whoever stops the port with them.
 */
public final class HttpAcceptor extends MultiThreadIoEventLoopGroup {
  private HttpAcceptor(String name, IoHandlerFactory handlers) {
    super(1, ThreadFactories.newEventLoopThreadFactory(name, false), handlers);
  }

  /** Gives a port such a thread, where it reads sockets in a way that is known here. */
  public static ServerBuilder with(ServerBuilder port) {
    TransportType transport = Flags.transportType();
    if (transport == TransportType.EPOLL) {
      port.bossGroupFactory(name -> new HttpAcceptor(name, EpollIoHandler.newFactory()));
    } else if (transport == TransportType.NIO) {
      port.bossGroupFactory(name -> new HttpAcceptor(name, NioIoHandler.newFactory()));
    }
    return port;
  }

  @Override
  public Future<?> shutdownGracefully() {
    return shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
