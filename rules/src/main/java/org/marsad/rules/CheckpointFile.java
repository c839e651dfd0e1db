package org.marsad.rules;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.marsad.model.disk.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the state of the rules: magic {@code MARSADR\n} (8 bytes), version 3 (4),
 * CRC32C of the state (4), length of the state (8), state. Written beside, made durable, then put
 * in place. One that cannot be used is told and counts as none.
 */
final class CheckpointFile {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
  private static final long MAGIC = 0x4d41525341445200L + '\n';
  private static final int VERSION = 4;
  private static final int HEAD = 24;
  private static final int BUFFER = 1 << 16;

  private final Path file;

  CheckpointFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the state, if there is one that can be used.
   *
   * @throws IOException if the file was whole, and its state could not be read all the same
   */
  void read(Reader reader) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String problem = problem();
    if (!problem.isEmpty()) {
      LOG.warn("rules begin anew, the checkpoint {} cannot be used: {}", file, problem);
      return;
    }
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      in.skipNBytes(HEAD);
      reader.read(in);
    }
  }

  private String problem() throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] head = bytes.readNBytes(HEAD);
      ByteBuffer fields = ByteBuffer.wrap(head);
      if (head.length < HEAD || fields.getLong(0) != MAGIC) {
        return "it is no checkpoint";
      }
      if (fields.getInt(8) != VERSION) {
        return "it is of version " + fields.getInt(8);
      }
      var checked = new CheckedInputStream(bytes, new CRC32C());
      long length = drain(checked);
      boolean isWhole =
          fields.getLong(16) == length
              && fields.getInt(12) == (int) checked.getChecksum().getValue();
      return isWhole ? "" : "it is damaged";
    }
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long length = 0;
    for (int now = in.read(buffer); now >= 0; now = in.read(buffer)) {
      length += now;
    }
    return length;
  }

  /** Puts a state in place of the last one. */
  void write(Writer writer) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.position(HEAD);
      var checked = new CheckedOutputStream(Channels.newOutputStream(channel), new CRC32C());
      var out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER));
      writer.write(out);
      out.flush();
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      head.putLong(MAGIC).putInt(VERSION).putInt((int) checked.getChecksum().getValue());
      head.putLong(channel.position() - HEAD).flip();
      long at = 0;
      while (head.hasRemaining()) {
        at += channel.write(head, at);
      }
      channel.force(true);
    }
    WholeFile.replace(fresh, file);
  }

  /** Writes a state. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads a state. */
  @FunctionalInterface
  interface Reader {
    void read(DataInput in) throws IOException;
  }
}
