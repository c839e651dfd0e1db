package org.marsad.collector.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Sender;
import org.marsad.model.event.Origin;

/** A file that is followed. Belongs to the thread of {@link FileInput}. */
final class Followed {
  final String key;

  /** Where it was found first. */
  final String path;

  final Origin origin;
  final Sender sender;

  /** Where it is now. */
  Path current;

  /** How far what was read is durable. */
  Trace trace;

  /** What it was before it was cut off, by which a copy of it is known. */
  Trace before = Trace.NONE;

  /** How far it was read. */
  long sentTo;

  boolean sentSkipping;

  /** The size it was read to, so that nothing is opened while it does not change. */
  long knownSize = -1;

  /** Since when its last line lacks an end, and up to where it was there then. */
  long unfinishedSince;

  long unfinishedTo = -1;

  /** Whether it is under no name that is followed; then what is left of it is read. */
  boolean away;

  /** Since when there was nothing more in a file that is away. */
  long quietSince;

  /** Batches that are not durable yet. */
  int underWay;

  /** Whether one of them will never be. */
  boolean refused;

  /** The pass in which it was last read. */
  long used;

  private @Nullable FileChannel channel;

  Followed(String key, String path, Path current, Origin origin, Sender sender, Trace trace) {
    this.key = key;
    this.path = path;
    this.current = current;
    this.origin = origin;
    this.sender = sender;
    this.trace = trace;
    goBack(trace);
  }

  /** Reads on from here. */
  void goBack(Trace to) {
    trace = to;
    sentTo = to.position();
    sentSkipping = to.skipping();
    knownSize = -1;
    unfinishedTo = -1;
  }

  boolean isOpen() {
    return channel != null;
  }

  /** The file; opened where it is now if it was not. */
  FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(current, StandardOpenOption.READ);
      channel = open;
    }
    return open;
  }

  void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // it was only read
      }
    }
  }
}
