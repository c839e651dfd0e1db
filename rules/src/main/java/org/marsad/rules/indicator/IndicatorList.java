package org.marsad.rules.indicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;
import org.marsad.rules.pack.Rule.IndicatorKind;

/**
 * A list of indicators, as it was when it was read: an entry a line, or the first column of a CSV.
 * Empty lines and those that begin with {@code #} or {@code ;} are left out; entries written so
 * that nobody clicks on them ({@code hxxp://}, {@code [.]}) are taken as what they mean. Immutable.
 */
final class IndicatorList {
  /** Entries of a list at most. */
  static final int MAX_ENTRIES = 5_000_000;

  private static final int MAX_LINE = 8192;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,128}");
  private static final Pattern DOMAIN = Pattern.compile("[^\\s/:@]+\\.[^\\s/:@.]+");

  private final IndicatorKind kind;
  private final TextSet texts;
  private final AddressSet addresses;
  private final int size;
  private final int refused;
  private final int firstRefused;

  private IndicatorList(
      IndicatorKind kind,
      TextSet texts,
      AddressSet addresses,
      int size,
      int refused,
      int firstRefused) {
    this.kind = kind;
    this.texts = texts;
    this.addresses = addresses;
    this.size = size;
    this.refused = refused;
    this.firstRefused = firstRefused;
  }

  /** A list without entries. */
  static IndicatorList empty(IndicatorKind kind) {
    return new IndicatorList(kind, new TextSet(), AddressSet.of(List.of()), 0, 0, 0);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   */
  static IndicatorList read(IndicatorKind kind, Path file) throws IOException {
    var texts = new TextSet();
    List<AddressSet.Range> ranges = new ArrayList<>();
    int size = 0;
    int refused = 0;
    int firstRefused = 0;
    int number = 0;
    try (var in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String entry = entry(kind, line);
        if (entry.isEmpty()) {
          continue;
        }
        boolean isGood =
            size < MAX_ENTRIES
                && (kind == IndicatorKind.ADDRESS
                    ? enter(entry, ranges)
                    : enter(kind, entry, texts));
        size += isGood ? 1 : 0;
        refused += isGood ? 0 : 1;
        firstRefused = isGood || firstRefused > 0 ? firstRefused : number;
      }
    }
    return new IndicatorList(kind, texts, AddressSet.of(ranges), size, refused, firstRefused);
  }

  private static String entry(IndicatorKind kind, String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
      return "";
    }
    int comma = kind == IndicatorKind.URL ? -1 : text.indexOf(',');
    text = (comma < 0 ? text : text.substring(0, comma)).strip();
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    return text.replace("[.]", ".").replace("hxxp", "http");
  }

  private static boolean enter(String entry, List<AddressSet.Range> ranges) {
    Network network = Network.parse(entry);
    byte[] address = network == null ? Address.parse(entry) : null;
    if (network == null && address == null) {
      return false;
    }
    byte[] first = network == null ? address : network.first();
    byte[] last = network == null ? address : network.last();
    if (first != null && last != null) {
      ranges.add(new AddressSet.Range(AddressSet.Point.of(first), AddressSet.Point.of(last)));
    }
    return true;
  }

  private static boolean enter(IndicatorKind kind, String entry, TextSet texts) {
    String text =
        switch (kind) {
          case DOMAIN -> domain(entry);
          case HASH -> entry.toLowerCase(Locale.ROOT);
          case URL, ADDRESS -> url(entry);
        };
    boolean isGood =
        switch (kind) {
          case DOMAIN -> DOMAIN.matcher(text).matches();
          case HASH -> HASH.matcher(text).matches();
          case URL, ADDRESS -> text.indexOf('.') > 0 && text.length() <= MAX_LINE;
        };
    if (isGood) {
      texts.add(text);
    }
    return isGood;
  }

  private static String domain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    lower = lower.startsWith("*.") ? lower.substring(2) : lower;
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Without scheme, default port and fragment; the host in lower case. */
  private static String url(String text) {
    int scheme = text.indexOf("://");
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    int fragment = rest.indexOf('#');
    rest = fragment < 0 ? rest : rest.substring(0, fragment);
    int path = rest.indexOf('/');
    String host = (path < 0 ? rest : rest.substring(0, path)).toLowerCase(Locale.ROOT);
    for (String port : List.of(":80", ":443")) {
      host = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }
    return host + (path < 0 ? "/" : rest.substring(path));
  }

  /** What of a value is on the list, as it is looked up; null if nothing is. */
  @Nullable String find(String value) {
    if (size == 0 || value.isEmpty() || value.length() > MAX_LINE) {
      return null;
    }
    return switch (kind) {
      case ADDRESS -> {
        byte[] address = Address.parse(value);
        yield address != null && addresses.has(address) ? value : null;
      }
      case DOMAIN -> findDomain(domain(value));
      case HASH -> findHash(value.toLowerCase(Locale.ROOT));
      case URL -> {
        String url = url(value);
        yield texts.has(url) ? url : null;
      }
    };
  }

  /** A name, or one that it is below. */
  private @Nullable String findDomain(String name) {
    String rest = name;
    while (rest.indexOf('.') > 0) {
      if (texts.has(rest)) {
        return rest;
      }
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    return null;
  }

  /** A hash, or one of several as Sysmon writes them: {@code MD5=...,SHA256=...}. */
  private @Nullable String findHash(String value) {
    int from = 0;
    for (int at = 0; at <= value.length(); at++) {
      char c = at == value.length() ? ',' : value.charAt(at);
      if (c == ',' || c == '=' || c == ' ') {
        String part = value.substring(from, at);
        if (part.length() >= 32 && texts.has(part)) {
          return part;
        }
        from = at + 1;
      }
    }
    return null;
  }

  int size() {
    return size;
  }

  /** Lines that are no entries of the kind, or more than there may be. */
  int refused() {
    return refused;
  }

  /** The number of the first of these lines, from 1; 0 if there is none. */
  int firstRefused() {
    return firstRefused;
  }
}
