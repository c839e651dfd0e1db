package org.marsad.collector.input;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.ServerBuilder;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;

/**
 * The thread of an HTTP port that takes connections. It ends when it is told to: by default it
 * would wait two seconds for work that cannot come any more. Stateless.
 */
public final class HttpAcceptor {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private HttpAcceptor() {}

  /** Gives a port such a thread. */
  public static ServerBuilder with(ServerBuilder port) {
    return port.bossGroupFactory(HttpAcceptor::group);
  }

  private static EventLoopGroup group(String name) {
    return EventLoopGroups.builder()
        .numThreads(1)
        .threadFactory(ThreadFactories.newEventLoopThreadFactory(name, false))
        .gracefulShutdown(Duration.ZERO, PATIENCE)
        .build();
  }
}
