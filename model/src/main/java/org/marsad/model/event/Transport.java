package org.marsad.model.event;

/**
 * How bytes reached us. The {@linkplain #code() code} is written to the journal: a value keeps its
 * code for ever.
 */
public enum Transport {
  UDP(0),
  TCP(1),
  TLS(2),
  RELP(3),
  HTTP(4),
  FILE(5),
  /** Made by Marsad itself, such as audit events. */
  INTERNAL(6);

  private final byte code;

  Transport(int code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  /**
   * The transport of a code.
   *
   * @throws IllegalArgumentException if no transport has it
   */
  public static Transport of(byte code) {
    for (Transport transport : values()) {
      if (transport.code == code) {
        return transport;
      }
    }
    throw new IllegalArgumentException("unknown transport code " + code);
  }
}
