package org.marsad.collector.input;

import java.io.IOException;
import java.util.List;

/** A client of the protocol under test: one conversation, as a real sender would have it. */
public interface TestSender extends AutoCloseable {
  /**
   * The bytes that carry these frames, next in this conversation: with its greeting if it is the
   * first call. Datagrams are one element each; of a stream the elements simply follow each other.
   */
  List<byte[]> encode(List<byte[]> frames) throws IOException;

  /** Puts bytes on the wire; blocks while the other side does not read. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * How many of the frames were acknowledged so far, without waiting. Asked only of protocols that
   * acknowledge.
   */
  default int acknowledged() throws IOException {
    throw new UnsupportedOperationException("nothing is acknowledged here");
  }

  /** Waits until the other side has closed; false if it has not within ten seconds. */
  boolean awaitClosed() throws IOException;

  @Override
  void close() throws IOException;
}
