package org.marsad.rules.correlate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.marsad.rules.correlate.api.Asset;

/**
 * Reads what is watched over from a list: lines of values with commas between, the first of which
 * names the columns. {@code match} is an address or a host, as in the lists of the collector, or
 * there are {@code host} and {@code ip}; {@code role}, {@code owner} and {@code criticality} may be
 * there. Networks and users are left out, since they are no assets. Stateless.
 */
public final class AssetList {
  private static final int MAX_ASSETS = 100_000;

  private AssetList() {}

  /**
   * The assets of a file; none if the path is empty.
   *
   * @throws IOException if it cannot be read or names no columns that help
   */
  public static List<Asset> read(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(file);
    List<String> columns = lines.isEmpty() ? List.of() : values(lines.getFirst());
    if (!columns.contains("match") && !columns.contains("host") && !columns.contains("ip")) {
      throw new IOException(
          file + " is no list of assets; expecting a first line with match, host or ip");
    }
    var assets = new ArrayList<Asset>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = line.isBlank() || line.startsWith("#") ? List.of() : values(line);
      String match = value("match", columns, values);
      boolean address = match.contains(":") || match.matches("[0-9.]+");
      String host = value("host", columns, values);
      String ip = value("ip", columns, values);
      boolean asset = !match.contains("/") && !match.startsWith("user:");
      host = host.isEmpty() && asset && !address ? match : host;
      ip = ip.isEmpty() && asset && address ? match : ip;
      if (!host.isEmpty() || !ip.isEmpty()) {
        assets.add(
            new Asset(
                host,
                ip,
                value("role", columns, values),
                value("owner", columns, values),
                value("criticality", columns, values).toLowerCase(Locale.ROOT)));
      }
    }
    if (assets.size() > MAX_ASSETS) {
      throw new IOException(file + " has more than " + MAX_ASSETS + " assets");
    }
    return assets;
  }

  private static String value(String column, List<String> columns, List<String> values) {
    int at = columns.indexOf(column);
    return at < 0 || at >= values.size() ? "" : values.get(at);
  }

  /** The values of a line; one in double quotes may have commas, and doubled quotes. */
  private static List<String> values(String line) {
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString().strip());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString().strip());
    return values;
  }
}
