package org.marsad.index.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.marsad.model.disk.WholeFile;

/**
 * The file that says up to which id every event is durable in some shard: magic {@code MARSADI\n}
 * (8 bytes), version 4 (4), position (8), CRC32C of these (4), big-endian.
 */
public final class RootCommit {
  private static final String FILE = "position";
  private static final long MAGIC = 0x4d41525341444900L + '\n';
  private static final int VERSION = 4;

  /** What helps where the index is of another version. */
  static final String REBUILD =
      "delete the whole index folder, and it is rebuilt from the journal as far as that reaches; "
          + "what is older stays in a backup of the version before";

  private static final int CHECKED = 20;
  private static final int SIZE = 24;

  private RootCommit() {}

  /**
   * The position of a store; 0 for a new one.
   *
   * @throws IOException if the file is damaged
   */
  public static long read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.capacity() != SIZE
        || bytes.getLong(0) != MAGIC
        || bytes.getInt(CHECKED) != checksum(bytes)) {
      throw new IOException(
          file + " is damaged; delete the index folder to rebuild it from the journal");
    }
    if (bytes.getInt(8) != VERSION) {
      throw new IOException(
          file
              + " is of version "
              + bytes.getInt(8)
              + ", this program reads "
              + VERSION
              + "; "
              + REBUILD);
    }
    return bytes.getLong(12);
  }

  /** Says that everything below the position is durable. */
  public static void write(Path folder, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(MAGIC).putInt(VERSION).putLong(position);
    bytes.putInt(checksum(bytes)).flip();
    WholeFile.write(folder.resolve(FILE), bytes);
  }

  private static int checksum(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(CHECKED));
    return (int) crc.getValue();
  }
}
