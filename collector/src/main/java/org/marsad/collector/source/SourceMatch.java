package org.marsad.collector.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.Network;
import org.marsad.model.query.WildcardPattern;

/**
 * Which sources an entry of the settings is about: one or more of these, with commas between, any
 * of which may fit.
 *
 * <ul>
 *   <li>an address, {@code 192.0.2.7}
 *   <li>a network, {@code 192.0.2.0/24}
 *   <li>an input, {@code input:syslog-udp}
 *   <li>the name a sender has proven, such as that of its certificate, with {@code *} and {@code
 *       ?}: {@code host:*.example.com}. Names are never looked up.
 *   <li>{@code *}, every source
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class SourceMatch {
  private static final String INPUT = "input:";
  private static final String HOST = "host:";

  private final List<Part> parts;
  private final List<String> addresses;

  private SourceMatch(List<Part> parts, List<String> addresses) {
    this.parts = List.copyOf(parts);
    this.addresses = List.copyOf(addresses);
  }

  /**
   * Reads what {@code match} holds.
   *
   * @throws IllegalArgumentException if it is none of the above
   */
  public static SourceMatch parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "match is missing; expecting an address, a network, input:NAME, host:NAME or *");
    }
    var parts = new ArrayList<Part>();
    var addresses = new ArrayList<String>();
    for (String part : text.split(",", -1)) {
      parts.add(part(part.strip(), addresses));
    }
    return new SourceMatch(parts, addresses);
  }

  private static Part part(String text, List<String> addresses) {
    if (text.equals("*")) {
      return (_, _) -> true;
    }
    if (text.startsWith(INPUT) && text.length() > INPUT.length()) {
      String input = text.substring(INPUT.length());
      return (origin, _) -> origin.input().equals(input);
    }
    if (text.startsWith(HOST) && text.length() > HOST.length()) {
      var glob = new Glob(pattern(text.substring(HOST.length())));
      return (origin, _) -> matches(glob, origin.identity());
    }
    Network network = Network.parse(text);
    if (network != null) {
      return (_, address) -> address != null && network.contains(address);
    }
    byte[] wanted = Address.parse(text);
    if (wanted == null) {
      throw new IllegalArgumentException(
          "match \""
              + text
              + "\" is not known; expecting an address, a network, input:NAME, host:NAME or *");
    }
    addresses.add(text);
    return (_, address) -> Arrays.equals(wanted, address);
  }

  private static WildcardPattern pattern(String text) {
    var parts = new ArrayList<WildcardPattern.Part>();
    var literal = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : 0;
      boolean wild = c == '*' || c == '?';
      if ((wild || i == text.length()) && !literal.isEmpty()) {
        parts.add(new WildcardPattern.Literal(literal.toString()));
        literal.setLength(0);
      }
      if (wild) {
        parts.add(c == '*' ? new WildcardPattern.Run() : new WildcardPattern.One());
      } else if (i < text.length()) {
        literal.append(c);
      }
    }
    return new WildcardPattern(parts);
  }

  /** Whether a name, or the common name in the subject of a certificate, fits. */
  private static boolean matches(Glob glob, String identity) {
    byte[] text = Fold.text(identity).getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || glob.matches(text, 0, text.length)) {
      return text.length > 0;
    }
    String folded = new String(text, StandardCharsets.UTF_8);
    int inner = folded.indexOf(",cn=");
    if (inner < 0 && !folded.startsWith("cn=")) {
      return false;
    }
    int from = folded.startsWith("cn=") ? 3 : inner + 4;
    int comma = folded.indexOf(',', from);
    String name = folded.substring(from, comma < 0 ? folded.length() : comma);
    byte[] common = name.getBytes(StandardCharsets.UTF_8);
    return glob.matches(common, 0, common.length);
  }

  /** Whether the origin is meant. */
  public boolean matches(Origin origin) {
    byte @Nullable [] address = Address.parse(origin.peer());
    for (Part part : parts) {
      if (part.fits(origin, address)) {
        return true;
      }
    }
    return false;
  }

  /** The single addresses among its parts, as they were written. */
  public List<String> addresses() {
    return addresses;
  }

  /** One of the things with commas between. */
  @FunctionalInterface
  private interface Part {
    boolean fits(Origin origin, byte @Nullable [] address);
  }
}
