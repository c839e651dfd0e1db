package org.marsad.query.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * The token in an {@code Authorization} header, in the schemes that senders of events can be made
 * to use: {@code Bearer TOKEN}; {@code Splunk TOKEN}; {@code Basic} with the token as the password
 * of any user (RFC 7617); {@code ApiKey}, base64 of {@code ID:TOKEN} as clients of Elasticsearch
 * write it, or the token as it is.
 */
final class Credentials {
  private Credentials() {}

  /** The token, or an empty text if there is none. */
  static String token(String header) {
    int blank = header.indexOf(' ');
    if (blank < 0) {
      return "";
    }
    String rest = header.substring(blank + 1).strip();
    return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer", "splunk" -> rest;
      case "basic" -> afterColon(rest, "");
      case "apikey" -> afterColon(rest, rest);
      default -> "";
    };
  }

  private static String afterColon(String base64, String otherwise) {
    try {
      var text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? otherwise : text.substring(colon + 1);
    } catch (IllegalArgumentException _) {
      return otherwise;
    }
  }
}
