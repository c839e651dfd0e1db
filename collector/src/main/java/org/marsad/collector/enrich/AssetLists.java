package org.marsad.collector.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;

/**
 * Lists of assets and identities: whom an address, a network, a host or a user belongs to. A row
 * names its thing in the column {@code match}: an address, a network, {@code user:NAME}, or the
 * name of a host; the other columns are what is known of it. Immutable; any thread.
 */
final class AssetLists {
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_ROWS = 2_000_000;
  private static final int MAX_PROBLEMS = 20;
  private static final String MATCH = "match";
  private static final String USER = "user:";
  private static final String HOST = "host:";

  private final Map<ByteBuffer, Map<String, String>> addresses = new HashMap<>();
  private final List<Row> networks = new ArrayList<>();
  private final Map<String, Map<String, String>> hosts = new HashMap<>();
  private final Map<String, Map<String, String>> users = new HashMap<>();
  private int rows;

  private AssetLists() {}

  /** Reads the files; what is wrong is added to the problems, with file and line. */
  static AssetLists open(List<Path> files, List<String> problems) {
    var lists = new AssetLists();
    for (Path file : files) {
      var found = new ArrayList<String>();
      try {
        lists.read(file, found);
      } catch (JsonProcessingException e) {
        found.add(file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
      } catch (IOException e) {
        found.add("cannot read the list " + file + ": " + e.getMessage());
      }
      problems.addAll(found.subList(0, Math.min(MAX_PROBLEMS, found.size())));
      if (found.size() > MAX_PROBLEMS) {
        problems.add(file + ": and " + (found.size() - MAX_PROBLEMS) + " problems more");
      }
    }
    // The narrowest network that an address lies in says most about it.
    lists.networks.sort((a, b) -> Integer.compare(b.prefix, a.prefix));
    return lists;
  }

  private void read(Path file, List<String> problems) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      problems.add(file + " is larger than " + (MAX_BYTES >> 20) + " MiB");
      return;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    String text = Files.readString(file);
    if (name.endsWith(".json")) {
      json(file, text, problems);
    } else if (name.endsWith(".csv")) {
      csv(file, text, problems);
    } else {
      problems.add(file + ": expecting a name that ends with .csv or .json");
    }
  }

  private void json(Path file, String text, List<String> problems) throws JsonProcessingException {
    JsonNode tree = new JsonMapper().readTree(text);
    if (!tree.isArray()) {
      problems.add(file + ": expecting an array of objects");
      return;
    }
    for (int i = 0; i < tree.size(); i++) {
      var row = new LinkedHashMap<String, String>();
      tree.get(i).properties().forEach(each -> row.put(each.getKey(), text(each.getValue())));
      add(row, file + ": item " + i, problems);
    }
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    var items = new ArrayList<String>();
    value.forEach(item -> items.add(item.asText()));
    return String.join(";", items);
  }

  private void csv(Path file, String text, List<String> problems) {
    var lines = new CsvLines(text);
    List<String> names = lines.next();
    if (names == null || !names.contains(MATCH)) {
      problems.add(file + ":1: expecting names of columns, one of them \"match\"");
      return;
    }
    for (List<String> values = lines.next(); values != null; values = lines.next()) {
      if (values.size() == 1 && values.getFirst().isBlank()) {
        continue;
      }
      var row = new LinkedHashMap<String, String>();
      for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
        row.put(names.get(i), values.get(i));
      }
      String where = file + ":" + lines.line();
      if (values.size() > names.size()) {
        problems.add(where + ": " + values.size() + " values for " + names.size() + " columns");
      } else {
        add(row, where, problems);
      }
    }
  }

  private void add(Map<String, String> row, String where, List<String> problems) {
    String match = row.getOrDefault(MATCH, "").strip();
    row.remove(MATCH);
    if (match.isEmpty()) {
      problems.add(
          where + ": match is missing; expecting an address, a network, a host or user:NAME");
    } else if (++rows > MAX_ROWS) {
      problems.add(where + ": more than " + MAX_ROWS + " rows in all lists");
    } else if (match.indexOf('/') > 0) {
      Network network = Network.parse(match);
      if (network == null) {
        problems.add(where + ": \"" + match + "\" is no network");
      } else {
        int prefix = Integer.parseInt(match.substring(match.indexOf('/') + 1));
        networks.add(new Row(network, match.indexOf(':') < 0 ? prefix + 96 : prefix, row));
      }
    } else if (match.startsWith(USER)) {
      users.putIfAbsent(fold(match.substring(USER.length())), row);
    } else if (match.startsWith(HOST)) {
      hosts.putIfAbsent(fold(match.substring(HOST.length())), row);
    } else {
      byte[] address = Address.parse(match);
      if (address == null) {
        hosts.putIfAbsent(fold(match), row);
      } else {
        addresses.putIfAbsent(ByteBuffer.wrap(address), row);
      }
    }
  }

  /** What is known of an address, in 16 bytes: by itself first, then by its networks. */
  void address(byte[] address, Facts facts) {
    tell(addresses.get(ByteBuffer.wrap(address)), facts);
    for (Row row : networks) {
      if (row.network.contains(address)) {
        tell(row.columns, facts);
      }
    }
  }

  void host(String name, Facts facts) {
    String folded = fold(name);
    Map<String, String> row = hosts.get(folded);
    int dot = folded.indexOf('.');
    tell(row == null && dot > 0 ? hosts.get(folded.substring(0, dot)) : row, facts);
  }

  void user(String name, Facts facts) {
    tell(users.get(fold(name)), facts);
  }

  private static void tell(@Nullable Map<String, String> columns, Facts facts) {
    if (columns == null) {
      return;
    }
    for (Map.Entry<String, String> column : columns.entrySet()) {
      if (column.getKey().equals("labels")) {
        labels(column.getValue(), facts);
      } else {
        facts.add("asset." + column.getKey(), column.getValue());
      }
    }
  }

  /** {@code name=value} is a label of the event, a word alone one of the asset. */
  private static void labels(String text, Facts facts) {
    for (String label : text.split(";", -1)) {
      int equals = label.indexOf('=');
      if (equals > 0) {
        facts.add("labels." + label.substring(0, equals).strip(), label.substring(equals + 1));
      } else {
        facts.append("asset.labels", label);
      }
    }
  }

  private static String fold(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private record Row(Network network, int prefix, Map<String, String> columns) {}
}
