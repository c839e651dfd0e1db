package org.marsad.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another process, its output line by line, and the CPU it has used. */
final class Child implements AutoCloseable {
  /** The usual heap. */
  static final String HEAP = "3g";

  private static final String MARSAD = "org.marsad.server.cli.Main";

  /** From the root of the sources, where {@code ./dev} runs benchmarks. */
  private static final Path SERVER = Path.of("server");

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A Java program of ours with the options and the class path of this one. */
  static Child java(String main, String... arguments) throws IOException {
    return java(HEAP, List.of(), System.getProperty("java.class.path"), main, List.of(arguments));
  }

  /**
   * A command of {@code ./marsad}, run as that runs the server, with a heap of at most this size.
   */
  static Child marsad(String heap, List<String> arguments) throws IOException {
    List<String> options = List.of("@" + SERVER.resolve("src/main/serve.options"));
    String path =
        SERVER.resolve("target/classes") + File.pathSeparator + SERVER.resolve("target/lib/*");
    return java(heap, options, path, MARSAD, arguments);
  }

  private static Child java(
      String heap, List<String> options, String classPath, String main, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-Xmx" + heap, "-cp", classPath, main));
    command.addAll(arguments);
    return run(command);
  }

  static Child run(List<String> command) throws IOException {
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The rest of the next line that begins with this word. */
  String await(String word) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(word)) {
        return line.substring(word.length()).strip();
      }
    }
    throw new IOException("the process ended before it said " + word);
  }

  /** Writes a line to its standard input. */
  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The next line as it is. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the process ended");
    }
    return line;
  }

  /** CPU time it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * A line of what the kernel says of its memory, such as {@code VmRSS}, in bytes; 0 if unknown.
   */
  long memory(String name) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.substring(name.length() + 1).replace("kB", "").strip()) << 10;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
