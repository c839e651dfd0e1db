package org.marsad.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends messages over one connection at a steady rate; where the receiver is slower, as fast as it
 * takes them, without making up for what it did not take.
 */
final class PacedSender {
  private static final long STEP = Duration.ofMillis(10).toNanos();

  private PacedSender() {}

  /** Sends for so long; how many were sent. */
  static long send(Messages messages, int port, int perSecond, Duration time) throws IOException {
    long sent = 0;
    long step = Math.max(1, perSecond * STEP / 1_000_000_000L);
    long end = System.nanoTime() + time.toNanos();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
      long due = System.nanoTime();
      while (System.nanoTime() < end) {
        for (long i = 0; i < step; i++) {
          byte[] message = messages.message(sent++);
          out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
          out.write(message);
        }
        out.flush();
        due = Math.max(due + STEP, System.nanoTime() - STEP);
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
      }
    }
    return sent;
  }
}
