package org.marsad.collector.input;

import java.io.IOException;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class SyslogTcpInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    SyslogTcpConfig config =
        SyslogTcpConfig.defaults().withPort(0).withLimits(new ByteSize(MAX_FRAME), MAX_CONNECTIONS);
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
