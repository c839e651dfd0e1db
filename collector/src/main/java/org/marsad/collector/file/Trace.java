package org.marsad.collector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * How far a file was read, and what its bytes were at its beginning and right before that place. By
 * these it is known again after it was renamed or copied, and found out when it was cut off and
 * written anew.
 *
 * @param position the first byte that was not read
 * @param skipping whether that is inside of a line that was too long
 * @param head the checksum of the first bytes, {@value #SAMPLE} at most, none behind the position
 * @param tail the checksum of the last bytes before the position, as many
 */
record Trace(long position, boolean skipping, int head, int tail) {
  static final int SAMPLE = 256;

  /** Of a file that was not read yet. */
  static final Trace NONE = new Trace(0, false, 0, 0);

  /** What a file looks like that was read up to here. */
  static Trace of(FileChannel file, long position, boolean skipping) throws IOException {
    int length = (int) Math.min(position, SAMPLE);
    return new Trace(
        position, skipping, checksum(file, 0, length), checksum(file, position - length, length));
  }

  /** Whether a file has the bytes that were read. */
  boolean fits(FileChannel file) throws IOException {
    return file.size() >= position && of(file, position, skipping).equals(this);
  }

  /** The checksum of the bytes that are there. */
  private static int checksum(FileChannel file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
      // until all is read
    }
    var sum = new CRC32C();
    sum.update(bytes.flip());
    return (int) sum.getValue();
  }
}
