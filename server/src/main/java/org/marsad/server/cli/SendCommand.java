package org.marsad.server.cli;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad send FILE... --to tcp|udp|relp|http}. */
@Command(
    name = "send",
    description = "Sends the lines of files to a running server, one event a line.",
    footer = {
      "",
      "Files may be packed (gzip, zstd). A JSON array, or JSON values over several lines, are sent",
      "value by value, however long the file is.",
      "",
      "Over http and relp the server answers when the events are durable, so what is counted as"
          + " acknowledged",
      "is safe. Over tcp and udp syslog has no answer: what is counted was handed to the network.",
      "",
      "Examples:",
      "  ./marsad send /var/log/auth.log --to tcp",
      "  ./marsad send firewall.log.gz --to relp --host siem.example.com",
      "  ./marsad send events.ndjson.gz 'winevents-*.json' --to http",
      "  journalctl -o short-iso | ./marsad send - --to tcp --framing octet"
    })
final class SendCommand implements Callable<Integer> {
  /** How the lines travel. */
  enum To {
    tcp,
    udp,
    relp,
    http
  }

  /** How TCP tells lines apart (RFC 6587). */
  enum Framing {
    newline,
    octet
  }

  /** What an event is. */
  enum Split {
    auto,
    lines,
    json
  }

  private static final int SYSLOG_PORT = 5514;
  private static final int RELP_PORT = 2514;
  private static final Duration SHOW_EVERY = Duration.ofMillis(250);
  private static final Duration SHOW_EVERY_IN_LOG = Duration.ofSeconds(5);

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files, or patterns in quotes, packed or not; - reads standard input.")
  List<String> files = List.of();

  @Option(names = "--to", required = true, description = "${COMPLETION-CANDIDATES}.")
  To to = To.tcp;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "For tcp, udp and relp (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "For tcp, udp (default: 5514) and relp (default: 2514).")
  int port;

  @Option(
      names = "--framing",
      description = "For tcp: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Framing framing = Framing.newline;

  @Option(
      names = "--split",
      description =
          "What an event is: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, by the first"
              + " bytes).")
  Split split = Split.auto;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Lines a second at most; 0 for no limit (default: ${DEFAULT-VALUE}).")
  long rate;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    List<SendFile> all = SendFile.of(files);
    boolean known = all.stream().noneMatch(file -> file.size() < 0);
    long size = known ? all.stream().mapToLong(SendFile::size).sum() : -1;
    var progress =
        new Progress(terminal, size, terminal.interactive() ? SHOW_EVERY : SHOW_EVERY_IN_LOG);
    var pace = new Pace(rate);
    long begin = System.nanoTime();
    try (LineSink sink = sink()) {
      long before = 0;
      for (SendFile file : all) {
        before += send(file, sink, pace, progress, before);
      }
      sink.flush();
      progress.end(sink.sent(), sink.bytes(), before);
      terminal.line(summary(sink, all.size(), System.nanoTime() - begin));
      String note = sink.note();
      if (!note.isEmpty()) {
        terminal.error(note);
      }
      return sink.complete() ? 0 : 3;
    }
  }

  /** Sends a file; how many bytes were read of it. */
  private long send(SendFile file, LineSink sink, Pace pace, Progress progress, long before)
      throws IOException {
    long record = 0;
    try (var stored = new CountingStream(file.open());
        RecordReader records = SendFile.records(stored, split)) {
      while (records.next()) {
        record++;
        if (records.length() == 0) {
          continue;
        }
        pace.take();
        sink.send(records.buffer(), records.offset(), records.length());
        progress.update(sink.sent(), sink.bytes(), before + stored.count());
      }
      return stored.count();
    } catch (ZipException | EOFException e) {
      throw stopped(file, record, sink, "it is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw stopped(file, record, sink, String.valueOf(e.getMessage()));
    }
  }

  /** What a person needs to know to go on. */
  private CommandException stopped(SendFile file, long record, LineSink sink, String why) {
    return new CommandException(
        "stopped in %s behind record %,d: %s; %,d events were %s before that"
            .formatted(file.name(), record, why, sink.sent(), verb()));
  }

  private String summary(LineSink sink, int count, long nanos) {
    double seconds = Math.max(nanos / 1e9, 1e-3);
    return String.format(
        Locale.ROOT,
        "%,d events (%.1f MB) of %s %s in %.1f s, %,.0f a second",
        sink.sent(),
        sink.bytes() / 1e6,
        count == 1 ? "1 file" : count + " files",
        verb(),
        seconds,
        sink.sent() / seconds);
  }

  private String verb() {
    return to == To.http || to == To.relp ? "acknowledged as durable" : "handed to the network";
  }

  private LineSink sink() throws IOException {
    return switch (to) {
      case tcp -> new TcpSink(host, port(SYSLOG_PORT), framing == Framing.octet);
      case udp -> new UdpSink(host, port(SYSLOG_PORT));
      case relp -> new RelpSink(host, port(RELP_PORT));
      case http -> new HttpSink(server.open());
    };
  }

  private int port(int usual) {
    return port == 0 ? usual : port;
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
