package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.marsad.collector.journal.Disk.DiskFile;

/**
 * What a segment file begins with. The file is called {@code <first id, 20 digits>.log}, holds this
 * header and then records, each a {@link RecordHeader} and its body, without a byte between them.
 * Behind the last record of the last segment zeros may stand, while it is written to and after a
 * kill. Numbers are big-endian.
 *
 * <pre>
 *  0  8  "MARSADJ\n"
 *  8  4  version, 1
 * 12  4  zero
 * 16  8  id of the first event
 * 24  8  when it was begun, nanoseconds since 1970
 * 32  8  marker
 * 40  4  zero
 * 44  4  CRC32C of bytes 0 to 43
 * </pre>
 *
 * <p>A segment gets its name when its header is durable. Each but the last was durable as a whole
 * and ends with a mark (see {@link RecordHeader}) before the next one got its name.
 *
 * <p>The marker is a random number, the same for all segments of a journal. Every record begins
 * with it, so that records are found again behind damage, and so that nobody who sends logs can
 * send something that looks like a record.
 *
 * @param firstId id of the first event
 * @param created when the segment was begun
 * @param marker what records begin with; never zero
 */
record SegmentHeader(long firstId, long created, long marker) {
  static final int SIZE = 48;

  private static final int VERSION = 1;
  private static final long MAGIC = 0x4d41525341444a0aL;
  private static final int CHECKED = 44;
  private static final String SUFFIX = ".log";
  private static final int DIGITS = 20;

  /** The bytes of the file. */
  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(firstId).putLong(created).putLong(marker).putInt(0);
    bytes.putInt(checksum(bytes));
    return bytes.flip();
  }

  /**
   * Reads the header of a segment file.
   *
   * @throws BadRecord if it is none, or not the one of a file with this name
   * @throws IOException if a newer program wrote it
   */
  static SegmentHeader read(DiskFile file, Path path) throws IOException, BadRecord {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    file.readFully(bytes, 0);
    if (bytes.hasRemaining()) {
      throw new BadRecord("expected a header of " + SIZE + " bytes, found " + bytes.position());
    }
    if (bytes.getLong(0) != MAGIC) {
      throw new BadRecord("expected the first bytes of a journal segment");
    }
    if (bytes.getInt(CHECKED) != checksum(bytes)) {
      throw new BadRecord("expected a header whose checksum fits");
    }
    if (bytes.getInt(8) != VERSION) {
      throw new IOException(
          "journal segment %s is of format version %d; this program reads version %d"
              .formatted(path, bytes.getInt(8), VERSION));
    }
    if (bytes.getLong(16) != firstId(path)) {
      throw new BadRecord("expected the first id that the name says, found " + bytes.getLong(16));
    }
    return new SegmentHeader(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32));
  }

  static String fileName(long firstId) {
    String digits = Long.toString(firstId);
    return "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
  }

  static boolean isSegment(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.length() == DIGITS + SUFFIX.length()
        && name.endsWith(SUFFIX)
        && name.startsWith("00000")
        && name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The first id as the name of the file has it. */
  static long firstId(Path path) {
    return Long.parseLong(String.valueOf(path.getFileName()).substring(0, DIGITS));
  }

  private static int checksum(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes.slice(0, CHECKED));
    return (int) crc.getValue();
  }
}
