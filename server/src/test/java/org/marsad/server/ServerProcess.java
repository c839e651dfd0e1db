package org.marsad.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The server as its own process, so that it can be killed. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;
  private final Path output;

  private ServerProcess(Process process, Path data, Path output) {
    this.process = process;
    this.data = data;
    this.output = output;
  }

  static ServerProcess start(Path data) throws IOException {
    return start(data, List.of());
  }

  /** With more settings. */
  static ServerProcess start(Path data, List<String> more) throws IOException {
    Files.createDirectories(data);
    Files.deleteIfExists(data.resolve(Server.URL_FILE));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "org.marsad.server.cli.Main",
            "serve",
            "--data",
            data.toString()));
    var settings = new ArrayList<>(TestConfigs.SETTINGS);
    settings.addAll(more);
    for (String setting : settings) {
      command.add("--set");
      command.add(setting);
    }
    Path output = data.resolveSibling(data.getFileName() + ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    var server = new ServerProcess(process, data, output);
    server.awaitUrl();
    return server;
  }

  private void awaitUrl() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(data.resolve(Server.URL_FILE)) || url().isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the server did not start:\n" + Files.readString(output));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  String url() throws IOException {
    return Files.readString(data.resolve(Server.URL_FILE)).strip();
  }

  TestClient client() throws IOException {
    return new TestClient(url(), Files.readString(data.resolve(Server.ADMIN_TOKEN_FILE)).strip());
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** As Ctrl-C; whether it ended in time. */
  boolean stop(Duration patience) throws InterruptedException {
    process.destroy();
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
