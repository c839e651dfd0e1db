package org.marsad.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a file over several connections, each waiting for its answer. */
final class BulkLoader {
  /** Connections. */
  static final int CONNECTIONS = 2;

  private BulkLoader() {}

  /** Sends all of it; returns when all is acknowledged. */
  static Acknowledged send(BulkFile file, Connect connect)
      throws IOException, InterruptedException {
    var sent = new Acknowledged(file.requests());
    send(file, connect, () -> true, sent);
    if (sent.requests() < file.requests()) {
      throw new IOException(
          "only " + sent.requests() + " of " + file.requests() + " requests were sent");
    }
    return sent;
  }

  /**
   * Sends it as long as it may go on.
   *
   * @param done is told of each request that is acknowledged
   */
  static void send(BulkFile file, Connect connect, BooleanSupplier goOn, Acknowledged done)
      throws IOException, InterruptedException {
    var next = new AtomicInteger();
    var failure = new AtomicReference<@Nullable IOException>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("loader-" + i)
              .start(
                  () -> {
                    try (Wire wire = connect.open()) {
                      for (int at = next.getAndIncrement();
                          at < file.requests() && goOn.getAsBoolean() && failure.get() == null;
                          at = next.getAndIncrement()) {
                        check(file.post(wire, at));
                        done.add();
                      }
                    } catch (IOException e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Sends one request; an item that was not taken is an exception. */
  static void send(Wire wire, byte[] body) throws IOException {
    check(wire.post("/_bulk", body));
  }

  private static void check(byte[] answer) throws IOException {
    // Both write the members in this order.
    String begin = new String(answer, 0, Math.min(answer.length, 200), ISO_8859_1);
    if (!begin.contains("\"errors\":false")) {
      throw new IOException("not all events were taken: " + begin);
    }
  }

  /** Makes connections. */
  @FunctionalInterface
  interface Connect {
    Wire open() throws IOException;
  }
}
