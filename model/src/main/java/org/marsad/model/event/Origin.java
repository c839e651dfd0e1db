package org.marsad.model.event;

/**
 * Where frames came from. Batches of one connection share one instance.
 *
 * @param input the configured name of the input, such as {@code syslog-tcp}; never empty
 * @param transport how the bytes travelled
 * @param peer the sender's address as text without port, IPv6 in canonical form; empty where there
 *     is none
 * @param format the name of the format the input is pinned to, or {@link #AUTO}
 * @param identity who the sender proved to be, such as the subject of its certificate; empty where
 *     it proved nothing
 */
public record Origin(
    String input, Transport transport, String peer, String format, String identity) {
  /** The format is found by looking at each frame. */
  public static final String AUTO = "auto";

  /** The longest text of each component, in characters. */
  public static final int MAX_LENGTH = 255;

  public Origin {
    if (input.isEmpty()) {
      throw new IllegalArgumentException("an origin needs the name of its input");
    }
    if (input.length() > MAX_LENGTH
        || peer.length() > MAX_LENGTH
        || format.length() > MAX_LENGTH
        || identity.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("origin component longer than " + MAX_LENGTH);
    }
  }

  /** An origin whose sender proved nothing. */
  public Origin(String input, Transport transport, String peer, String format) {
    this(input, transport, peer, format, "");
  }

  public static Origin of(String input, Transport transport, String peer) {
    return new Origin(input, transport, peer, AUTO);
  }

  /** The same of a sender that proved who it is. */
  public Origin withIdentity(String proved) {
    return new Origin(input, transport, peer, format, proved);
  }
}
