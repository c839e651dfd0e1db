package org.marsad.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** A server that is compared, in a process of its own, with its data in a folder. One thread. */
interface Peer extends AutoCloseable {
  String name();

  Child child();

  /** A new connection to it. */
  Wire connect() throws IOException;

  /** How many events can be found. */
  long found(Wire wire) throws IOException;

  /**
   * Lets it do what it has put off (merges, files it needs no more), so that it can be measured.
   */
  void settle(Wire wire) throws IOException;

  /** The bytes its index takes on disk, without its journal. */
  long diskBytes() throws IOException;

  /** What is asked of one question: number that both must answer alike. */
  Reply ask(Wire wire, Question question, Instant from, Instant to) throws IOException;

  /** Whether an event with this probe can be found. */
  boolean finds(Wire wire, String probe) throws IOException;

  /** Stops it in order, and starts it on the same data. */
  Peer again() throws IOException;

  @Override
  void close() throws IOException;

  /** Where its data is. */
  Path folder();

  /**
   * An answer.
   *
   * @param number what both must answer alike
   * @param nanos how long it took until the last byte of it was here
   * @param incomplete what the server said is missing from it; empty if nothing
   */
  record Reply(long number, long nanos, String incomplete) {}
}
