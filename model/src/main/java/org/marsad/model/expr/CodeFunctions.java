package org.marsad.model.expr;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Functions that code, decode and digest. */
final class CodeFunctions {
  static final List<Function> ALL =
      List.of(
          of(
              "b64decode",
              "b64decode(text): UTF-8, or UTF-16 as PowerShell has it",
              CodeFunctions::base64),
          of("b64encode", "b64encode(text)", t -> Base64.getEncoder().encodeToString(utf8(t))),
          of("urldecode", "urldecode(text)", CodeFunctions::url),
          of("urlencode", "urlencode(text)", t -> URLEncoder.encode(t, StandardCharsets.UTF_8)),
          of(
              "hexdecode",
              "hexdecode(text)",
              t -> text(HexFormat.of().parseHex(t.startsWith("0x") ? t.substring(2) : t))),
          of("hexencode", "hexencode(text)", t -> HexFormat.of().formatHex(utf8(t))),
          of("md5", "md5(text)", t -> digest("MD5", t)),
          of("sha1", "sha1(text)", t -> digest("SHA-1", t)),
          of("sha256", "sha256(text)", t -> digest("SHA-256", t)));

  private CodeFunctions() {}

  @FunctionalInterface
  private interface Coder {
    String of(String text);
  }

  private static Function of(String name, String usage, Coder coder) {
    return new Function(
        name,
        1,
        1,
        usage,
        true,
        (a, _) -> {
          try {
            return TextFunctions.bounded(coder.of(a.get(0).text()));
          } catch (IllegalArgumentException _) {
            return Values.NULL;
          }
        });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Padding may be missing, and the alphabet be that of URLs. */
  private static String base64(String text) {
    String plain = text.strip().replace('-', '+').replace('_', '/').replaceAll("[=\\s]", "");
    return text(Base64.getDecoder().decode(plain));
  }

  /** Every second byte zero is how Windows writes text. */
  private static String text(byte[] bytes) {
    int zeros = 0;
    for (int i = 1; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    boolean wide = bytes.length >= 2 && bytes.length % 2 == 0 && zeros * 4 >= bytes.length;
    Charset charset = wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    return new String(bytes, charset);
  }

  /** What is no escape stays as it is. */
  private static String url(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return URLDecoder.decode(
          text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
    }
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(utf8(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
