package org.marsad.collector.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first 32 bytes of a segment file, big-endian:
 *
 * <pre>
 *  0  8  magic "MARSADJ\n"
 *  8  4  version, 1
 * 12  4  zero
 * 16  8  id of the first event, which the file name repeats in 20 digits
 * 24  4  CRC32C of bytes 0 to 23
 * 28  4  zero
 * </pre>
 */
final class SegmentHeader {
  static final int SIZE = 32;
  static final int VERSION = 1;

  private static final long MAGIC = 0x4d41525341444a0aL;
  private static final int CHECKED = 24;
  private static final String SUFFIX = ".log";
  private static final int DIGITS = 20;

  private SegmentHeader() {}

  static ByteBuffer write(long firstId) {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(firstId);
    header.putInt(checksum(header));
    return header.position(0);
  }

  /** The first id of a header, or what is wrong with it as a {@link BadRecord}. */
  static long read(ByteBuffer header) throws BadRecord {
    if (header.remaining() < SIZE) {
      throw new BadRecord("the file header has " + header.remaining() + " of " + SIZE + " bytes");
    }
    if (header.getLong(0) != MAGIC) {
      throw new BadRecord("the file does not begin with the magic of a journal segment");
    }
    if (header.getInt(CHECKED) != checksum(header)) {
      throw new BadRecord("the checksum of the file header does not fit");
    }
    if (header.getInt(8) != VERSION) {
      throw new BadRecord(
          "the file is of version " + header.getInt(8) + ", this program reads " + VERSION);
    }
    return header.getLong(16);
  }

  static String fileName(long firstId) {
    String digits = Long.toString(firstId);
    return "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
  }

  static boolean isSegment(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(SUFFIX)
        && name.length() == DIGITS + SUFFIX.length()
        && name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
  }

  private static int checksum(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().limit(CHECKED).position(0));
    return (int) crc.getValue();
  }
}
