package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The collector in a process of its own ({@link CollectorProcess}). One thread. */
final class Collecting implements AutoCloseable {
  final Child child;
  private final Path data;
  private final Map<String, Integer> ports = new HashMap<>();

  Collecting(Path data) throws IOException {
    this.data = Files.createDirectories(data);
    child = Child.java(CollectorProcess.class.getName(), data.toString());
    for (String line = child.line(); !line.equals("READY"); line = child.line()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("PORT")) {
        ports.put(words[1], Integer.parseInt(words[2]));
      }
    }
  }

  int port(String input) throws IOException {
    Integer port = ports.get(input);
    if (port == null) {
      throw new IOException("the collector does not listen for " + input);
    }
    return port;
  }

  void await(long count) throws IOException {
    child.say("await " + count);
    child.await("DONE");
  }

  /** How many have come through, once no more do. */
  long settled() throws IOException, InterruptedException {
    long last = -1;
    long now = count();
    while (now != last) {
      Thread.sleep(Duration.ofSeconds(1));
      last = now;
      now = count();
    }
    return now;
  }

  private long count() throws IOException {
    child.say("count");
    return Long.parseLong(child.await("COUNT"));
  }

  Stalls stalls() throws IOException {
    child.say("stalls");
    String[] words = child.await("STALLS").split(" ", -1);
    return new Stalls(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  void tellShares() throws IOException {
    child.say("shares");
    var line = new StringBuilder("where the time goes:");
    String next = child.line();
    for (; next.startsWith("SHARE"); next = child.line()) {
      line.append(' ').append(next.substring("SHARE ".length())).append(" %,");
    }
    line.append(" allocated ").append(next.replace("ALLOCATED ", "")).append(" B a message");
    System.out.println(line);
  }

  @Override
  public void close() throws IOException {
    child.close();
    Folders.delete(data);
  }

  /** What the kernel dropped, and for how long all threads stood still at most. */
  record Stalls(long dropped, long garbageMillis) {}
}
