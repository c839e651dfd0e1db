package org.marsad.load;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of this process goes, by sampling its stacks with the flight recorder, and how
 * much it allocates. A sample belongs to the first part whose class or method is on its stack, from
 * the top.
 */
final class Shares {
  private static final Duration PERIOD = Duration.ofMillis(5);

  /** Parts of the way and what their frames begin with; the first that fits counts. */
  private static final Map<String, List<String>> PARTS = parts();

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private @Nullable Recording recording;
  private long allocatedBefore;
  private long eventsBefore;

  private static Map<String, List<String>> parts() {
    var parts = new LinkedHashMap<String, List<String>>();
    parts.put("crc", List.of("java.util.zip.CRC32C"));
    parts.put(
        "fsync and write",
        List.of(
            "sun.nio.ch.FileDispatcherImpl",
            "sun.nio.ch.UnixFileDispatcherImpl",
            "java.io.FileDescriptor.sync"));
    parts.put(
        "socket",
        List.of(
            "io.netty.channel.epoll.Native",
            "io.netty.channel.unix",
            "io.netty.channel.epoll.LinuxSocket"));
    parts.put("frames", List.of("org.marsad.collector.frame"));
    parts.put("mapping", List.of("org.marsad.collector.mapping"));
    parts.put("parse", List.of("org.marsad.collector.format"));
    parts.put("journal", List.of("org.marsad.collector.journal"));
    parts.put(
        "copy",
        List.of(
            "org.marsad.model.event", "org.marsad.collector.input", "org.marsad.collector.intake"));
    parts.put(
        "waiting for work",
        List.of("io.netty.channel.epoll.EpollIoHandler", "java.util.concurrent.locks"));
    return parts;
  }

  void start(long events) throws IOException {
    allocatedBefore = threads.getTotalThreadAllocatedBytes();
    eventsBefore = events;
    var begun = new Recording();
    begun.enable("jdk.ExecutionSample").withPeriod(PERIOD);
    begun.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
    begun.start();
    recording = begun;
  }

  void stop(long events) throws IOException {
    Recording ended = recording;
    if (ended == null) {
      throw new IOException("nothing is recorded");
    }
    recording = null;
    long count = Math.max(1, events - eventsBefore);
    long allocated = threads.getTotalThreadAllocatedBytes() - allocatedBefore;
    Path file = Files.createTempFile("marsad-shares-", ".jfr");
    ended.stop();
    ended.dump(file);
    ended.close();
    tell(file);
    Files.delete(file);
    System.out.printf(Locale.ROOT, "ALLOCATED %.0f%n", allocated / (double) count);
  }

  private static void tell(Path file) throws IOException {
    Map<String, Integer> samples = new LinkedHashMap<>();
    PARTS.keySet().forEach(part -> samples.put(part, 0));
    int sum = 0;
    try (var events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        String part = part(events.readEvent());
        if (!part.equals("waiting for work")) {
          samples.merge(part, 1, Integer::sum);
          sum++;
        }
      }
    }
    for (Map.Entry<String, Integer> part : samples.entrySet()) {
      if (part.getValue() > 0) {
        System.out.printf(
            Locale.ROOT, "SHARE %s %.1f%n", part.getKey(), 100.0 * part.getValue() / sum);
      }
    }
  }

  private static String part(RecordedEvent sample) {
    if (sample.getStackTrace() == null) {
      return "other";
    }
    for (RecordedFrame frame : sample.getStackTrace().getFrames()) {
      String where = frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
      if (where.contains("epollWait") || where.contains("epollBusyWait")) {
        return "waiting for work";
      }
      for (Map.Entry<String, List<String>> part : PARTS.entrySet()) {
        if (part.getValue().stream().anyMatch(where::startsWith)) {
          return part.getKey();
        }
      }
    }
    return "other";
  }
}
