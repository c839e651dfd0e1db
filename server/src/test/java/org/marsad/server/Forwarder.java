package org.marsad.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A forwarder that people use, as a process of its own with its files in one folder. Where it is
 * not installed, the test that wants it is skipped, and shown so.
 */
final class Forwarder implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Forwarder(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** rsyslog with these settings; its own files go into the folder. */
  static Forwarder rsyslog(Path folder, String settings) throws IOException {
    String program = program("rsyslogd");
    Path config = Files.writeString(folder.resolve("rsyslog.conf"), settings);
    return start(folder, List.of(program, "-n", "-f", config.toString(), "-i", folder + "/pid"));
  }

  /** syslog-ng with these settings; its own files go into the folder. */
  static Forwarder syslogNg(Path folder, String settings) throws IOException {
    String program = program("syslog-ng");
    Path config = Files.writeString(folder.resolve("syslog-ng.conf"), settings);
    return start(
        folder,
        List.of(
            program,
            "-F",
            "--no-caps",
            "-f",
            config.toString(),
            "--persist-file=" + folder + "/persist",
            "--control=" + folder + "/control",
            "--pidfile=" + folder + "/pid"));
  }

  /** Any program; what it says goes into the folder. */
  static Forwarder start(Path folder, List<String> command) throws IOException {
    Path output = folder.resolve("sender.out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Forwarder(process, output);
  }

  /** Where a program is: on the PATH, or in the folders of system programs. */
  static String program(String name) {
    var folders = new ArrayList<>(List.of(System.getenv("PATH").split(":", -1)));
    folders.addAll(List.of("/usr/sbin", "/sbin", "/usr/local/sbin"));
    Optional<String> found =
        folders.stream()
            .map(each -> Path.of(each, name))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed");
    return found.orElseThrow();
  }

  /** What it said. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor(5, TimeUnit.SECONDS);
  }
}
