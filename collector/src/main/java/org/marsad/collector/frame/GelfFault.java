package org.marsad.collector.frame;

/** What can be wrong with a GELF datagram. */
public enum GelfFault {
  /** A chunk that says it is none of a message of 1 to 128 chunks. */
  BAD_CHUNK("bad-chunk"),

  /** A chunk that was there already. */
  DUPLICATE_CHUNK("duplicate-chunk"),

  /** A message whose other chunks did not come in time. */
  INCOMPLETE("incomplete"),

  /** A message given up because too much waited for its other chunks. */
  NO_ROOM("no-room"),

  /** What should be packed cannot be unpacked; kept as it came. */
  UNREADABLE("unreadable"),

  /** Unpacked or put together it is longer than the limit; kept up to the limit. */
  OVERSIZE("oversize");

  private final String reason;

  GelfFault(String reason) {
    this.reason = reason;
  }

  /** The reason as metrics name it. */
  public String reason() {
    return reason;
  }
}
