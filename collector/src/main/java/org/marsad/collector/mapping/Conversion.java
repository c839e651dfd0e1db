package org.marsad.collector.mapping;

/** What becomes of a value on its way to another field. */
enum Conversion {
  /** It stays as it is. */
  NONE,
  /** An integer, decimal or {@code 0x...}; anything else is not entered. */
  NUMBER,
  /** An address; a name goes to the field {@code .address} beside it, if there is one. */
  IP,
  /** ASCII letters become small ones. */
  LOWER,
  /**
   * An address of a network card as ECS and RFC 7042 write it, {@code 00-00-5E-00-53-01}; anything
   * else stays as it is.
   */
  MAC,
  /** Of the addresses in the head of an Ethernet frame, fourteen bytes in hex, the first. */
  ETHER_TO,
  /** The second of them. */
  ETHER_FROM,
  /** Of a name: it takes the place of what the field holds. */
  INSTEAD,
  /** Without line ends and blanks behind it. */
  TRIM,
  /** Seconds, with a fraction or not, become nanoseconds. */
  SECONDS,
  /** Milliseconds become nanoseconds. */
  MILLIS,
  /** Microseconds become nanoseconds. */
  MICROS,
  /** {@code 1:02:03} or {@code 1d 02h 03m 04s} become nanoseconds. */
  CLOCK,
  /** What is behind the last slash or backslash. */
  BASENAME,
  /** What is in front of the last slash or backslash. */
  DIRECTORY,
  /** What is behind the last dot of the basename, in small letters. */
  EXTENSION
}
