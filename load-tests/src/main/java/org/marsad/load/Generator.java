package org.marsad.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;

/**
 * Sends whole rounds of the messages over several connections, as fast as they are taken, from
 * memory that the kernel reads itself: the cores are for who receives.
 */
final class Generator {
  private Generator() {}

  /** Sends so many rounds over each connection; returns when all is with the kernel. */
  static void send(Messages messages, int port, int connections, int rounds)
      throws IOException, InterruptedException {
    byte[] stream = messages.stream();
    ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
    var failures = new ArrayList<IOException>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("generator-" + i)
              .start(
                  () -> {
                    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                    try (SocketChannel out = SocketChannel.open(address)) {
                      for (int round = 0; round < rounds; round++) {
                        ByteBuffer left = direct.duplicate();
                        while (left.hasRemaining()) {
                          out.write(left);
                        }
                      }
                    } catch (IOException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
