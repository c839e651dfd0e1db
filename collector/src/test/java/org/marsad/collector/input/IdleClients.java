package org.marsad.collector.input;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that holds many connections, since a process may open only so many files.
 */
final class IdleClients implements AutoCloseable {
  private final Process process;

  private IdleClients(Process process) {
    this.process = process;
  }

  /** Opens so many connections; every second one says hello. */
  static IdleClients start(InetSocketAddress address, int count) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            IdleClients.class.getName(),
            Integer.toString(address.getPort()),
            Integer.toString(count));
    return new IdleClients(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Port and number of connections; ends when its input does. */
  public static void main(String[] arguments) throws IOException {
    var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
    int count = Integer.parseInt(arguments[1]);
    var connections = new ArrayList<SocketChannel>();
    ByteBuffer hello = ByteBuffer.wrap("<13>hello\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      connections.add(channel);
      if (i % 2 == 0) {
        channel.write(hello.duplicate());
      }
    }
    while (System.in.read() >= 0) {
      // until whoever started us is gone
    }
    for (SocketChannel channel : connections) {
      channel.close();
    }
  }
}
