package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Transport;

class GelfTcpInputTest extends InputContract {
  @Override
  protected Input open(InputContext context, EventLoops loops) {
    GelfTcpConfig config =
        GelfTcpConfig.defaults().withPort(0).withLimits(new ByteSize(MAX_FRAME), MAX_CONNECTIONS);
    return GelfTcpInput.open(config, loops, context);
  }

  @Override
  protected TestSender connect(Input opened) throws IOException {
    return SocketSender.connect(opened.address(), SocketSender.endedBy(0));
  }

  @Override
  protected Transport transport() {
    return Transport.TCP;
  }

  @Override
  protected String format() {
    return "gelf";
  }

  @Override
  protected byte[] frame(String message) {
    String json = "{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"" + message + "\"}";
    return json.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void wantsACertificateWhereNothingElseIsTaken() throws Exception {
    GelfTcpConfig config =
        GelfTcpConfig.defaults().withPort(0).withTls(TlsConfig.defaults(), false);
    try (var loops = new EventLoops(1)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> GelfTcpInput.open(config, loops, context()));
      assertEquals(
          "gelf_tcp.tls.certificate must be set where gelf_tcp.plain is false",
          refused.getMessage());
    }
  }
}
