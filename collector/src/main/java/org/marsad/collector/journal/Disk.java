package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The little of a file system that the journal needs, so that tests can make it fail, fill up and
 * lose power. Thread-safe.
 *
 * <p>What was written to a file is durable after {@link DiskFile#force}, what was done to names
 * after {@link #forceFolder}; until then a crash may keep any part of it.
 */
interface Disk {
  /** No file is written in larger blocks. */
  int MAX_BLOCK = 1 << 16;

  /** Opens a file to read and write, made if it is not there. */
  DiskFile open(Path path) throws IOException;

  /**
   * Opens a file to write records at its end: where the disk can, past the page cache, which saves
   * a copy and most of the way to the device. Such a file is written in {@linkplain DiskFile#block
   * blocks}.
   */
  DiskFile openToAppend(Path path) throws IOException;

  /**
   * Opens a file to read.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  DiskFile openToRead(Path path) throws IOException;

  /** The files of a folder in no order. The folder is made if it is not there. */
  List<Path> list(Path folder) throws IOException;

  /** Takes a file away; one that is not there is no error. */
  void delete(Path path) throws IOException;

  /** Gives a file another name in one step, in the place of a file that has that name. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a folder durable. */
  void forceFolder(Path folder) throws IOException;

  /** Bytes that can still be written to the folder. */
  long usable(Path folder) throws IOException;

  /**
   * Takes a file for this process until the lock is closed or the process ends.
   *
   * @throws IOException if it is taken already, by another process or this one
   */
  Closeable lock(Path path) throws IOException;

  /** An open file. Any thread may use it; reads and writes name their position. */
  interface DiskFile extends Closeable {
    /**
     * What writes begin and end at multiples of, in the file and in memory; 1 if it is all the
     * same.
     */
    default int block() {
      return 1;
    }

    /**
     * Writes at a position some of the buffer, at least one byte or block of it.
     *
     * @return how many bytes
     * @throws DiskFullException if there is no room
     */
    int write(ByteBuffer buffer, long position) throws IOException;

    /** Reads at a position as much as there is and fits, or some of it; -1 at the end. */
    int read(ByteBuffer buffer, long position) throws IOException;

    /** Makes durable what was written before, if it is not yet. */
    void force() throws IOException;

    long size() throws IOException;

    /** Cuts the file off. Durable when it returns. */
    void truncate(long size) throws IOException;

    /** Writes all of the buffer at a position. */
    default void writeFully(ByteBuffer buffer, long position) throws IOException {
      long at = position;
      while (buffer.hasRemaining()) {
        at += write(buffer, at);
      }
    }

    /** Fills the buffer from a position on, as far as the file goes. */
    default void readFully(ByteBuffer buffer, long position) throws IOException {
      long at = position;
      while (buffer.hasRemaining()) {
        int count = read(buffer, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }
  }
}
