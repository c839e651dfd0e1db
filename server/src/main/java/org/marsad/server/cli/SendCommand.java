package org.marsad.server.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad send FILE --to tcp|udp|http}. */
@Command(
    name = "send",
    description = "Sends the lines of a file to a running server, one event a line.",
    footer = {
      "",
      "Over http the server answers when the events are durable, so what is counted as sent is",
      "safe. Over tcp and udp syslog has no answer: what is counted was handed to the network.",
      "",
      "Examples:",
      "  ./marsad send /var/log/auth.log --to tcp",
      "  ./marsad send events.ndjson.gz --to http",
      "  journalctl -o short-iso | ./marsad send - --to tcp --framing octet"
    })
final class SendCommand implements Callable<Integer> {
  /** How the lines travel. */
  enum To {
    tcp,
    udp,
    http
  }

  /** How TCP tells lines apart (RFC 6587). */
  enum Framing {
    newline,
    octet
  }

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final Duration SHOW_EVERY = Duration.ofMillis(250);
  private static final Duration SHOW_EVERY_IN_LOG = Duration.ofSeconds(5);

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(paramLabel = "FILE", description = "Plain or gzip; - reads standard input.")
  Path file = Path.of("-");

  @Option(names = "--to", required = true, description = "${COMPLETION-CANDIDATES}.")
  To to = To.tcp;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "For tcp and udp (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "For tcp and udp (default: ${DEFAULT-VALUE}).")
  int port = 5514;

  @Option(
      names = "--framing",
      description = "For tcp: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Framing framing = Framing.newline;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Lines a second at most; 0 for no limit (default: ${DEFAULT-VALUE}).")
  long rate;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    long size = file.toString().equals("-") ? -1 : Files.size(requireFile());
    var progress =
        new Progress(terminal, size, terminal.interactive() ? SHOW_EVERY : SHOW_EVERY_IN_LOG);
    var pace = new Pace(rate);
    try (var raw = new CountingStream(open());
        var lines = new LineReader(unpack(raw));
        LineSink sink = sink()) {
      while (lines.next()) {
        if (lines.length() == 0) {
          continue;
        }
        pace.take();
        sink.send(lines.buffer(), lines.offset(), lines.length());
        progress.update(sink.sent(), sink.bytes(), raw.count());
      }
      sink.flush();
      progress.end(sink.sent(), sink.bytes(), raw.count());
      String note = sink.note();
      if (!note.isEmpty()) {
        terminal.error(note);
      }
      return sink.complete() ? 0 : 3;
    }
  }

  private LineSink sink() throws IOException {
    return switch (to) {
      case tcp -> new TcpSink(host, port, framing == Framing.octet);
      case udp -> new UdpSink(host, port);
      case http -> new HttpSink(server.open());
    };
  }

  private Path requireFile() {
    if (!Files.isRegularFile(file)) {
      throw new CommandException("no such file: " + file);
    }
    return file;
  }

  private InputStream open() throws IOException {
    return file.toString().equals("-") ? System.in : Files.newInputStream(requireFile());
  }

  private static InputStream unpack(InputStream raw) throws IOException {
    var in = new BufferedInputStream(raw, 1 << 16);
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /** Where lines go. */
  interface LineSink extends AutoCloseable {
    /** Sends one line without its end; may hold it back until {@link #flush}. */
    void send(byte[] buffer, int offset, int length) throws IOException;

    /** Sends what was held back. */
    void flush() throws IOException;

    /** Lines that arrived as far as the protocol can tell. */
    long sent();

    /** Bytes of those. */
    long bytes();

    /** What the person should know at the end; may be empty. */
    default String note() {
      return "";
    }

    /** Whether every line was taken as it is. */
    default boolean complete() {
      return true;
    }

    @Override
    void close() throws IOException;
  }
}
