package org.marsad.model.query;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 section 2.3), held as 16 bytes: IPv4 in its mapped
 * form (RFC 4291 section 2.5.5.2), so that both kinds compare.
 */
public final class Network {
  private static final int BYTES = 16;
  private static final int MAPPED = 96;

  private final byte[] address;
  private final int prefix;
  private final String text;

  private Network(byte[] address, int prefix, String text) {
    this.address = address;
    this.prefix = prefix;
    this.text = text;
  }

  /**
   * Reads {@code ADDRESS/PREFIX}, or null if the text is none. Bits behind the prefix may be set; a
   * zone may not.
   */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0
        || text.length() - slash > 4
        || text.length() == slash + 1
        || text.indexOf('%') >= 0) {
      return null;
    }
    byte[] address = Address.parse(text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int bits = 0;
    for (int i = slash + 1; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return null;
      }
      bits = bits * 10 + digit - '0';
    }
    boolean v4 = text.indexOf(':') < 0;
    if (bits > (v4 ? 32 : 128)) {
      return null;
    }
    return new Network(address, v4 ? bits + MAPPED : bits, text);
  }

  /** Whether the text is an address and something behind a slash, so that a network is meant. */
  static boolean resembles(String text) {
    int slash = text.indexOf('/');
    return slash > 0 && Address.parse(text.substring(0, slash)) != null;
  }

  /** Whether the address, in 16 bytes as {@link Address#parse} gives it, lies in the network. */
  public boolean contains(byte[] other) {
    int whole = prefix / 8;
    if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
      return false;
    }
    int mask = 0xff00 >> prefix % 8 & 0xff;
    return whole == BYTES || ((address[whole] ^ other[whole]) & mask) == 0;
  }

  /** How many of the 128 bits all its addresses have in common. */
  public int bits() {
    return prefix;
  }

  /** The first address, in 16 bytes. */
  public byte[] first() {
    return edge(0);
  }

  /** The last address, in 16 bytes. */
  public byte[] last() {
    return edge(0xff);
  }

  /** The same network, written without bits behind the prefix; itself where it has none. */
  public Network masked() {
    byte[] first = first();
    if (Arrays.equals(first, address)) {
      return this;
    }
    try {
      InetAddress written = InetAddress.getByAddress(first);
      int bits = written instanceof Inet4Address ? prefix - MAPPED : prefix;
      return new Network(first, prefix, written.getHostAddress() + "/" + bits);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address of 16 bytes", impossible);
    }
  }

  private byte[] edge(int fill) {
    byte[] edge = address.clone();
    for (int bit = prefix; bit < BYTES * 8; bit++) {
      int mask = 0x80 >> bit % 8;
      edge[bit / 8] = (byte) (fill == 0 ? edge[bit / 8] & ~mask : edge[bit / 8] | mask);
    }
    return edge;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Network network && text.equals(network.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
