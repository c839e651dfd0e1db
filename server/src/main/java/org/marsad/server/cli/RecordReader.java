package org.marsad.server.cli;

import java.io.Closeable;
import java.io.IOException;

/** What a file holds, one record after the other. One thread. */
interface RecordReader extends Closeable {
  /**
   * Finds the next record, which lies in {@link #buffer()} until the next call; false at the end.
   */
  boolean next() throws IOException;

  byte[] buffer();

  int offset();

  int length();
}
