package org.marsad.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;

/** Sends whole rounds of the messages over several connections, as fast as they are taken. */
final class Generator {
  private Generator() {}

  /** Sends so many rounds over each connection; returns when all is with the kernel. */
  static void send(Messages messages, int port, int connections, int rounds)
      throws IOException, InterruptedException {
    var failures = new ArrayList<IOException>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("generator-" + i)
              .start(
                  () -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                        OutputStream out = socket.getOutputStream()) {
                      for (int round = 0; round < rounds; round++) {
                        out.write(messages.stream());
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
