package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The little of a file system that the journal needs, so that tests can make it fail. Thread-safe.
 */
interface Disk {
  /** Opens a file to read and write, made if it is not there. */
  DiskFile open(Path path) throws IOException;

  /** Opens a file to read. */
  DiskFile openToRead(Path path) throws IOException;

  /** The files of a folder, which is made if it is not there; in no order. */
  List<Path> list(Path folder) throws IOException;

  void delete(Path path) throws IOException;

  /** Puts a file in the place of another in one step. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a folder durable. */
  void forceFolder(Path folder) throws IOException;

  /** Bytes that can still be written to the folder. */
  long usable(Path folder) throws IOException;

  /** An open file. Any thread may use it; reads and writes name their position. */
  interface DiskFile extends Closeable {
    /**
     * Writes all of the buffer at a position.
     *
     * @throws DiskFullException if there is no room; part of it may have been written
     */
    void write(ByteBuffer buffer, long position) throws IOException;

    /** Reads at a position as much as there is and fits; -1 at the end. */
    int read(ByteBuffer buffer, long position) throws IOException;

    /** Makes what was written before durable. */
    void force() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;
  }
}
