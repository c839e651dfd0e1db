package org.marsad.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An rsyslogd that takes messages in and writes them to a file as text, where it is installed. */
final class RsyslogProcess implements AutoCloseable {
  private final Child child;
  private final int port;
  private final LineCounter lines;

  private RsyslogProcess(Child child, int port, LineCounter lines) {
    this.child = child;
    this.port = port;
    this.lines = lines;
  }

  /**
   * Starts it in a folder.
   *
   * @param module its input, such as {@code imptcp}
   */
  static Optional<RsyslogProcess> start(Path folder, String module) throws IOException {
    Optional<String> program =
        Stream.of("/usr/sbin/rsyslogd", "/sbin/rsyslogd", "/usr/local/sbin/rsyslogd")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();
    if (program.isEmpty()) {
      System.out.println("rsyslogd is not installed: nothing to compare with");
      return Optional.empty();
    }
    int port = freePort();
    Path out = folder.resolve(module + ".out");
    Path config = folder.resolve(module + ".conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s")
        module(load="%s")
        input(type="%s" port="%d" address="127.0.0.1")
        template(name="t" type="string" string="%%timereported:::date-rfc3339%% %%hostname%% %%app-name%% %%procid%% %%msgid%% %%structured-data%% %%msg%%\\n")
        main_queue(queue.size="400000" queue.dequeuebatchsize="4096")
        action(type="omfile" file="%s" template="t" ioBufferSize="256k" asyncWriting="off")
        """
            .formatted(folder, module, module, port, out));
    Child child =
        Child.run(List.of(program.get(), "-n", "-f", config.toString(), "-i", folder + "/pid"));
    awaitPort(port);
    return Optional.of(new RsyslogProcess(child, port, new LineCounter(out)));
  }

  Child child() {
    return child;
  }

  int port() {
    return port;
  }

  /** Waits until so many more messages are in the file. */
  void await(long count) throws IOException {
    lines.await(count);
  }

  @Override
  public void close() throws IOException {
    child.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws IOException {
    for (int i = 0; i < 200; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException _) {
        LockSupport.parkNanos(50_000_000);
      }
    }
    throw new IOException("nobody listens at port " + port);
  }

  /** Counts the lines of a file that grows. */
  private static final class LineCounter {
    private final Path file;
    private final byte[] buffer = new byte[1 << 20];
    private long read;
    private long lines;
    private long due;

    LineCounter(Path file) {
      this.file = file;
    }

    void await(long more) throws IOException {
      due += more;
      while (lines < due) {
        if (!Files.exists(file)) {
          LockSupport.parkNanos(5_000_000);
          continue;
        }
        try (InputStream in = Files.newInputStream(file)) {
          in.skipNBytes(read);
          for (int some = in.read(buffer); some > 0; some = in.read(buffer)) {
            read += some;
            for (int i = 0; i < some; i++) {
              lines += buffer[i] == '\n' ? 1 : 0;
            }
          }
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }
}
