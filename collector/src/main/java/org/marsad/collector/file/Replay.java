package org.marsad.collector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that are in the log, but behind the positions that were remembered, because the process
 * was killed in between. A file whose next bytes are these lines has been read that far: so nothing
 * comes twice. Where the bytes are others, the file is read from there.
 *
 * <p>Holds {@value #MAX_BYTES} bytes at most; lines beyond that would come twice, and that is told.
 */
final class Replay {
  static final long MAX_BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int CHUNK = 1 << 16;

  private final Map<String, ArrayDeque<Line>> lines = new HashMap<>();
  private long bytes;

  /**
   * Reads the log.
   *
   * @param through the packed id from which on it is read
   */
  static Replay of(EventLog log, long through) throws IOException, InterruptedException {
    var replay = new Replay();
    long end = log.end();
    if (through > end) {
      LOG.warn("the files were followed into another journal; this one ends before that");
      return replay;
    }
    try (EventLog.Reader reader = log.read(Math.max(through, log.start()))) {
      while (reader.position() < end && replay.bytes <= MAX_BYTES) {
        RawBatch batch = reader.poll(PATIENCE);
        if (batch == null) {
          break;
        }
        replay.add(batch, through);
      }
    }
    if (replay.bytes > MAX_BYTES) {
      LOG.warn("too many lines are in the journal but not in the positions; some will come twice");
    }
    return replay;
  }

  private void add(RawBatch batch, long through) {
    boolean ofFile =
        batch.origin().transport() == Transport.FILE
            && batch.origin().input().equals(FileInput.NAME);
    if (!ofFile) {
      return;
    }
    ArrayDeque<Line> of = lines.computeIfAbsent(batch.origin().peer(), _ -> new ArrayDeque<>());
    for (int frame = 0; frame < batch.size(); frame++) {
      if (batch.firstId() + frame >= through) {
        int at = batch.offset(frame);
        byte[] line = Arrays.copyOfRange(batch.bytes(), at, at + batch.length(frame));
        of.add(new Line(line, batch.flags(frame)));
        bytes += line.length;
      }
    }
  }

  /** Whether there is nothing that a file may have to be compared with. */
  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** How far the file was read in truth; the lines that show it are used up. */
  Trace advance(String peer, FileChannel file, Trace from) throws IOException {
    ArrayDeque<Line> next = lines.get(peer);
    if (next == null || next.isEmpty()) {
      return from;
    }
    var at = new At(file, from.position());
    boolean skipping = from.skipping() && !at.behindFeed();
    while (!next.isEmpty() && !skipping) {
      Line line = next.element();
      long before = at.position;
      at.skipEmptyLines();
      if (!at.is(line.bytes)) {
        at.position = before;
        break;
      }
      if ((line.flags & FrameFlag.OVERSIZE) != 0) {
        skipping = !at.behindFeed();
      } else if ((line.flags & FrameFlag.TORN) == 0 && !at.isEnd()) {
        at.position = before;
        break;
      }
      next.remove();
    }
    return Trace.of(file, at.position, skipping);
  }

  /** A frame. */
  private static final class Line {
    final byte[] bytes;
    final int flags;

    Line(byte[] bytes, int flags) {
      this.bytes = bytes;
      this.flags = flags;
    }
  }

  /** A place in a file. */
  private static final class At {
    private final FileChannel file;
    private long position;

    At(FileChannel file, long position) {
      this.file = file;
      this.position = position;
    }

    /** Goes behind the bytes if these are the next ones. */
    boolean is(byte[] bytes) throws IOException {
      byte[] found = next(bytes.length);
      if (!Arrays.equals(found, bytes)) {
        return false;
      }
      position += bytes.length;
      return true;
    }

    /** Goes behind the end of a line if it is there. */
    boolean isEnd() throws IOException {
      byte @Nullable [] two = next(2);
      byte @Nullable [] one = next(1);
      if (two != null && two[0] == '\r' && two[1] == '\n') {
        position += 2;
        return true;
      }
      if (one != null && one[0] == '\n') {
        position++;
        return true;
      }
      return false;
    }

    void skipEmptyLines() throws IOException {
      while (isEnd()) {
        // one more
      }
    }

    /** Goes behind the next line feed, or to the end if there is none. */
    boolean behindFeed() throws IOException {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (file.read(chunk.clear(), position) > 0) {
        for (int i = 0; i < chunk.position(); i++) {
          if (chunk.get(i) == '\n') {
            position += i + 1;
            return true;
          }
        }
        position += chunk.position();
      }
      return false;
    }

    private byte @Nullable [] next(int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining()) {
        if (file.read(bytes, position + bytes.position()) <= 0) {
          return null;
        }
      }
      return bytes.array();
    }
  }
}
