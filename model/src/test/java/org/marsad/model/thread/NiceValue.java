package org.marsad.model.thread;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How nice a thread is, as Linux tells it. */
public final class NiceValue {
  /** Where proc(5) has the nice value, counted behind the name of the thread. */
  private static final int PLACE = 16;

  private NiceValue() {}

  /** Of the thread that asks. */
  public static int own() throws IOException {
    return of(Path.of("/proc/thread-self"));
  }

  /** Of the thread of a folder under {@code /proc/self/task}. */
  public static int of(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"), UTF_8);
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[PLACE]);
  }
}
