package org.marsad.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.marsad.collector.frame.SyslogFrameDecoder;
import org.marsad.collector.input.SyslogTcpConfig;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;

/** How the bytes of a file become frames. */
enum Framing {
  /** As the server tells frames apart on a TCP connection. */
  syslog {
    @Override
    void read(InputStream in, Frames frames) throws IOException {
      int maxFrame = Math.toIntExact(SyslogTcpConfig.defaults().maxFrame().bytes());
      var decoder = new SyslogFrameDecoder(maxFrame);
      var batch = RawBatch.builder(Origin.of("parse", Transport.FILE, ""), 0);
      byte[] waiting = new byte[0];
      while (true) {
        int from = batch.claim(waiting.length + CHUNK);
        System.arraycopy(waiting, 0, batch.block(), from, waiting.length);
        int read = in.readNBytes(batch.block(), from + waiting.length, CHUNK);
        int to = from + waiting.length + read;
        int rest = decoder.decode(batch.block(), from, to, batch);
        if (read < CHUNK) {
          decoder.finish(batch.block(), rest, to, batch);
          give(batch.build(), frames);
          return;
        }
        waiting = Arrays.copyOfRange(batch.block(), rest, to);
        give(batch.build(), frames);
      }
    }
  },

  /** A line feed ends a frame, with a carriage return before it or not; empty lines are none. */
  lines {
    @Override
    void read(InputStream in, Frames frames) throws IOException {
      try (var reader = new LineReader(in)) {
        while (reader.next()) {
          if (reader.length() > 0) {
            frames.frame(reader.buffer(), reader.offset(), reader.length(), 0);
          }
        }
      }
    }
  },

  /** All of it is one frame, as a datagram is. */
  none {
    @Override
    void read(InputStream in, Frames frames) throws IOException {
      byte[] all = in.readNBytes(MAX_BYTES + 1);
      if (all.length > MAX_BYTES) {
        throw new IOException(
            "a frame has at most "
                + (MAX_BYTES >> 20)
                + " MiB; expecting --framing lines or syslog");
      }
      frames.frame(all, 0, all.length, 0);
    }
  };

  private static final int CHUNK = 1 << 16;
  private static final int MAX_BYTES = 64 << 20;

  abstract void read(InputStream in, Frames frames) throws IOException;

  private static void give(RawBatch batch, Frames frames) throws IOException {
    for (int frame = 0; frame < batch.size(); frame++) {
      frames.frame(batch.bytes(), batch.offset(frame), batch.length(frame), batch.flags(frame));
    }
  }

  /** Takes frames, one after the other. */
  @FunctionalInterface
  interface Frames {
    void frame(byte[] bytes, int offset, int length, int flags) throws IOException;
  }
}
