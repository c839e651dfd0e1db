package org.marsad.rules;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.marsad.model.disk.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the state of the rules: magic {@code MARSADR\n} (8 bytes), version 2 (4),
 * fingerprint of the packs (8), length of the state (4), CRC32C of the state (4), state. Written
 * beside, made durable, then put in place. One that cannot be used is told and counts as none.
 */
final class CheckpointFile {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);
  private static final long MAGIC = 0x4d41525341445200L + '\n';
  private static final int VERSION = 2;
  private static final int HEAD = 28;

  private final Path file;
  private final long fingerprint;

  CheckpointFile(Path file, long fingerprint) {
    this.file = file;
    this.fingerprint = fingerprint;
  }

  /** The state, if there is one made with the same packs. */
  Optional<DataInputStream> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    String problem = "";
    if (bytes.capacity() < HEAD || bytes.getLong(0) != MAGIC) {
      problem = "it is no checkpoint";
    } else if (bytes.getInt(8) != VERSION) {
      problem = "it is of version " + bytes.getInt(8);
    } else if (bytes.getLong(12) != fingerprint) {
      problem = "it was made with other packs";
    } else if (bytes.getInt(20) != bytes.capacity() - HEAD
        || bytes.getInt(24) != checksum(bytes.duplicate().position(HEAD))) {
      problem = "it is damaged";
    }
    if (!problem.isEmpty()) {
      LOG.warn("rules begin anew, the checkpoint {} cannot be used: {}", file, problem);
      return Optional.empty();
    }
    return Optional.of(
        new DataInputStream(
            new ByteArrayInputStream(bytes.array(), HEAD, bytes.capacity() - HEAD)));
  }

  /** Puts a state in place of the last one. */
  void write(State state) throws IOException {
    var content = new ByteArrayOutputStream();
    state.write(new DataOutputStream(content));
    ByteBuffer bytes = ByteBuffer.wrap(content.toByteArray());
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.putLong(MAGIC).putInt(VERSION).putLong(fingerprint);
    head.putInt(bytes.capacity()).putInt(checksum(bytes.duplicate())).flip();
    WholeFile.write(file, head, bytes);
  }

  private static int checksum(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Writes itself. */
  interface State {
    void write(DataOutputStream out) throws IOException;
  }
}
