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
import java.util.stream.Stream;

/** Another process, its output line by line, and the CPU it has used. */
final class Child implements AutoCloseable {
  /** The usual heap. */
  static final String HEAP = "3g";

  /** From the root of the sources, where {@code ./dev} runs benchmarks. */
  private static final Path SERVER = Path.of("server").toAbsolutePath();

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A Java program of ours with the options and the class path of this one. */
  static Child java(String main, String... arguments) throws IOException {
    return java(HEAP, List.of(), System.getProperty("java.class.path"), main, arguments);
  }

  /** The whole server, run as {@code ./marsad serve} runs it, with a heap of at most this size. */
  static Child server(String heap, String... arguments) throws IOException {
    var options = new ArrayList<String>();
    options.add("@" + SERVER.resolve("src/main/serve.options"));
    if (System.getenv("SRV") != null) options.addAll(List.of(System.getenv("SRV").split(" ")));
    return java(heap, options, serverClassPath(), ServerProcess.class.getName(), arguments);
  }

  /** That of {@code ./marsad}, and behind it the program of ours that starts the server. */
  private static String serverClassPath() throws IOException {
    var path = new ArrayList<String>();
    path.addAll(jars(SERVER.resolve("target")));
    path.addAll(jars(SERVER.resolve("target/lib")));
    path.add(Path.of("load-tests/target/classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, path);
  }

  private static List<String> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
    }
  }

  private static Child java(
      String heap, List<String> options, String classPath, String main, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-Xmx" + heap, "-cp", classPath, main));
    command.addAll(List.of(arguments));
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
