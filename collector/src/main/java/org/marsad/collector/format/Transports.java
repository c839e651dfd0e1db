package org.marsad.collector.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;

/** The protocols above IP by the names and numbers that logs call them. Thread-safe. */
final class Transports {
  private static final int LONGEST = 9;
  private static final Map<String, Constant> WORDS =
      Map.ofEntries(
          word("tcp", "tcp"),
          word("6", "tcp"),
          word("udp", "udp"),
          word("17", "udp"),
          word("icmp", "icmp"),
          word("1", "icmp"),
          word("icmp6", "ipv6-icmp"),
          word("icmpv6", "ipv6-icmp"),
          word("ipv6-icmp", "ipv6-icmp"),
          word("58", "ipv6-icmp"),
          word("igmp", "igmp"),
          word("2", "igmp"),
          word("gre", "gre"),
          word("47", "gre"),
          word("esp", "esp"),
          word("50", "esp"),
          word("ah", "ah"),
          word("51", "ah"),
          word("ospf", "ospf"),
          word("89", "ospf"),
          word("sctp", "sctp"),
          word("132", "sctp"));

  private Transports() {}

  private static Map.Entry<String, Constant> word(String name, String meaning) {
    return Map.entry(name, Constant.of(meaning));
  }

  /** The protocol that [from, to) names in any case, or null if it names none of these. */
  static @Nullable Constant of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0 || length > LONGEST) {
      return null;
    }
    var word = new char[length];
    for (int i = 0; i < length; i++) {
      byte b = bytes[from + i];
      word[i] = (char) (b >= 'A' && b <= 'Z' ? b | 0x20 : b & 0xff);
    }
    return WORDS.get(new String(word));
  }
}
