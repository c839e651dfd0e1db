package org.marsad.collector.input;

import java.io.IOException;
import java.time.Duration;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class SyslogTcpInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    var config =
        new SyslogTcpConfig(
            true,
            "127.0.0.1",
            0,
            new ByteSize(MAX_FRAME),
            MAX_CONNECTIONS,
            MAX_CONNECTIONS,
            Duration.ofHours(1));
    return SyslogTcpInput.open(config, loops, context);
  }

  @Override
  protected TestSender connect(Input opened) throws IOException {
    return SocketSender.connect(opened.address(), SocketSender.endedBy('\n'));
  }

  @Override
  protected Transport transport() {
    return Transport.TCP;
  }
}
