package org.marsad.rules;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.disk.WholeFile;
import org.marsad.rules.incident.Mark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the state of the rules: magic {@code MARSADR\n} (8 bytes), version 6 (4),
 * CRC32C of the state (4), length of the state (8), its {@link Mark} (16), state. Written beside,
 * made durable, then put in place. The incidents name the one they belong to: where they name the
 * one beside, it was not put in place in time, and is; one that does not belong to them is not
 * used, and counts as none.
 */
final class CheckpointFile {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
  private static final long MAGIC = 0x4d41525341445200L + '\n';
  private static final int VERSION = 6;
  private static final int HEAD = 40;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path fresh;

  CheckpointFile(Path file) {
    this.file = file;
    fresh = file.resolveSibling(file.getFileName() + ".new");
  }

  /**
   * Reads the state that belongs to the incidents, if there is one that can be used.
   *
   * @param named what the incidents name; null if they name none, because there are none
   * @return what is wrong; empty if nothing is
   * @throws IOException if the file was whole, and its state could not be read all the same
   */
  String read(@Nullable Mark named, Reader reader) throws IOException {
    if (named != null && !named.equals(Mark.NONE) && Files.exists(fresh)) {
      Head beside = Head.of(fresh);
      if (beside.problem.isEmpty() && beside.mark.equals(named)) {
        LOG.info("the last state of the rules was not put in place in time, and is now");
        place();
      }
    }
    if (!Files.exists(file)) {
      return named == null ? "" : file + " is gone, and incidents are there that were made with it";
    }
    Head head = Head.of(file);
    String problem = head.problem.isEmpty() ? misfit(named, head.mark) : head.problem;
    if (!problem.isEmpty()) {
      return file + " cannot be used: " + problem;
    }
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      in.skipNBytes(HEAD);
      reader.read(in);
    }
    return "";
  }

  /** Why a state does not belong to the incidents; empty if it does. */
  private static String misfit(@Nullable Mark named, Mark mark) {
    if (named == null) {
      return "the incidents that were made with it are gone";
    }
    if (named.lineage() != mark.lineage()) {
      return "it was made with other incidents";
    }
    return mark.number() > named.number() ? "the incidents are older than it" : "";
  }

  /** Writes a state beside the last one, and makes it durable. */
  void prepare(Mark mark, Writer writer) throws IOException {
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
      head.putLong(channel.position() - HEAD);
      head.putLong(mark.lineage()).putLong(mark.number()).flip();
      long at = 0;
      while (head.hasRemaining()) {
        at += channel.write(head, at);
      }
      channel.force(true);
    }
  }

  /** Puts the state that was prepared in place of the last one. */
  void place() throws IOException {
    WholeFile.replace(fresh, file);
  }

  /** How long the file is. */
  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /**
   * What stands before a state.
   *
   * @param problem why the file cannot be used; empty if it can
   */
  private record Head(String problem, Mark mark) {
    static Head of(Path file) throws IOException {
      try (InputStream bytes = Files.newInputStream(file)) {
        byte[] head = bytes.readNBytes(HEAD);
        ByteBuffer fields = ByteBuffer.wrap(head);
        if (head.length < HEAD || fields.getLong(0) != MAGIC) {
          return new Head("it is no checkpoint", Mark.NONE);
        }
        if (fields.getInt(8) != VERSION) {
          return new Head("it is of version " + fields.getInt(8), Mark.NONE);
        }
        var checked = new CheckedInputStream(bytes, new CRC32C());
        boolean isWhole =
            fields.getLong(16) == checked.transferTo(OutputStream.nullOutputStream())
                && fields.getInt(12) == (int) checked.getChecksum().getValue();
        return new Head(
            isWhole ? "" : "it is damaged", new Mark(fields.getLong(24), fields.getLong(32)));
      }
    }
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
