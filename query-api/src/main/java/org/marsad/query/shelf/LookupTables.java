package org.marsad.query.shelf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.disk.WholeFile;
import org.marsad.model.lookup.LookupMatch;
import org.marsad.model.lookup.LookupRules;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.query.SavedQueries;

/**
 * The tables of the command {@code lookup}: a file {@code NAME.csv} or {@code NAME.ndjson} each,
 * and beside it {@code NAME.rules.json}, if it is not compared by whole values. Files that somebody
 * puts there or changes are seen at the next use. Those used last are kept in memory. Thread-safe.
 */
public final class LookupTables {
  /** Bytes of a table at most. */
  public static final int MAX_BYTES = 32 << 20;

  /** Tables at most. */
  public static final int MAX_TABLES = 500;

  private static final String CSV = ".csv";
  private static final String LINES = ".ndjson";
  private static final String RULES = ".rules.json";

  /** Bytes of files whose tables are kept in memory, where they take some times as much. */
  private static final long MAX_LOADED = 48L << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Map<String, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

  private LookupTables(Path folder) {
    this.folder = folder;
  }

  /** The tables of a folder, which is made if it is not there. */
  public static LookupTables open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new LookupTables(folder);
  }

  /** A table in memory, and the files it was read from. */
  private record Loaded(LookupTable table, Version version) {}

  /** What tells a changed file. */
  private record Version(Path file, long size, Instant modified, Instant rules) {}

  /**
   * A table on disk.
   *
   * @param format {@code csv} or {@code ndjson}
   * @param bytes how large its file is
   */
  public record Entry(
      String name, String format, long bytes, Instant modified, LookupRules rules) {}

  /**
   * The table of this name; null if there is none.
   *
   * @throws IOException if it cannot be read as one
   */
  public synchronized @Nullable LookupTable table(String name) throws IOException {
    Version version = version(name);
    if (version == null) {
      loaded.remove(name);
      return null;
    }
    Loaded known = loaded.get(name);
    if (known != null && known.version.equals(version)) {
      return known.table;
    }
    if (version.size > MAX_BYTES) {
      throw new IOException(
          "the lookup table " + name + " has more than " + (MAX_BYTES >> 20) + " MiB");
    }
    try {
      LookupTable table =
          TableReader.read(
              name, isLines(version.file), Files.readAllBytes(version.file), rules(name));
      loaded.put(name, new Loaded(table, version));
      evict(name);
      return table;
    } catch (IllegalArgumentException e) {
      throw new IOException("the lookup table " + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void evict(String used) {
    long bytes = loaded.values().stream().mapToLong(each -> each.version.size).sum();
    for (var each = loaded.entrySet().iterator(); bytes > MAX_LOADED && each.hasNext(); ) {
      Map.Entry<String, Loaded> eldest = each.next();
      if (!eldest.getKey().equals(used)) {
        bytes -= eldest.getValue().version.size;
        each.remove();
      }
    }
  }

  private @Nullable Version version(String name) throws IOException {
    Path file = file(name);
    if (file == null) {
      return null;
    }
    Path rules = folder.resolve(name + RULES);
    return new Version(
        file,
        Files.size(file),
        Files.getLastModifiedTime(file).toInstant(),
        Files.exists(rules) ? Files.getLastModifiedTime(rules).toInstant() : Instant.EPOCH);
  }

  /** The file of a table; null if there is none. */
  public @Nullable Path file(String name) {
    if (!SavedQueries.isName(name)) {
      return null;
    }
    Path csv = folder.resolve(name + CSV);
    Path lines = folder.resolve(name + LINES);
    return Files.isRegularFile(csv) ? csv : Files.isRegularFile(lines) ? lines : null;
  }

  /** Whether a file holds a JSON object a line. */
  public static boolean isLines(Path file) {
    return file.toString().endsWith(LINES);
  }

  /** All tables by their names. */
  public List<Entry> list() throws IOException {
    var entries = new ArrayList<Entry>();
    for (String name : names()) {
      Version version = version(name);
      if (version != null) {
        entries.add(
            new Entry(
                name,
                isLines(version.file) ? "ndjson" : "csv",
                version.size,
                version.modified,
                rules(name)));
      }
    }
    return entries;
  }

  /** The names of all tables, sorted. */
  public List<String> names() throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        boolean table = name.endsWith(CSV) || name.endsWith(LINES);
        String bare = table ? name.substring(0, name.lastIndexOf('.')) : "";
        if (SavedQueries.isName(bare) && !names.contains(bare)) {
          names.add(bare);
        }
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /**
   * Takes a table in, in place of one with its name.
   *
   * @param lines whether it is a JSON object a line, else CSV
   * @throws IllegalArgumentException if it is no table, its name is none, or there are too many
   */
  public synchronized LookupTable put(String name, boolean lines, byte[] bytes, LookupRules rules)
      throws IOException {
    if (!SavedQueries.isName(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name; expecting letters, digits, and _ - . inside of it");
    }
    if (file(name) == null && names().size() >= MAX_TABLES) {
      throw new IllegalArgumentException("there are " + MAX_TABLES + " tables, which is the most");
    }
    LookupTable table = TableReader.read(name, lines, bytes, rules);
    Path rulesFile = folder.resolve(name + RULES);
    if (rules.equals(LookupRules.DEFAULT)) {
      Files.deleteIfExists(rulesFile);
    } else {
      WholeFile.write(rulesFile, ByteBuffer.wrap(JSON.writeValueAsBytes(json(rules))));
    }
    WholeFile.write(folder.resolve(name + (lines ? LINES : CSV)), ByteBuffer.wrap(bytes));
    Files.deleteIfExists(folder.resolve(name + (lines ? CSV : LINES)));
    loaded.remove(name);
    return table;
  }

  /** Takes a table away; whether there was one. */
  public synchronized boolean delete(String name) throws IOException {
    Path file = file(name);
    if (file == null) {
      return false;
    }
    Files.delete(file);
    Files.deleteIfExists(folder.resolve(name + RULES));
    loaded.remove(name);
    return true;
  }

  private LookupRules rules(String name) throws IOException {
    Path file = folder.resolve(name + RULES);
    if (!Files.exists(file)) {
      return LookupRules.DEFAULT;
    }
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      var match = new HashMap<String, LookupMatch>();
      for (Map.Entry<String, JsonNode> each : node.path("match").properties()) {
        match.put(each.getKey(), match(each.getValue().asText()));
      }
      return new LookupRules(
          match,
          node.path("case_sensitive").asBoolean(false),
          node.path("max_matches").asInt(LookupRules.DEFAULT.maxMatches()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file.getFileName() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the word for how a column is compared.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static LookupMatch match(String word) {
    for (LookupMatch match : LookupMatch.values()) {
      if (match.toString().equals(word.toLowerCase(Locale.ROOT))) {
        return match;
      }
    }
    throw new IllegalArgumentException(
        "\"" + word + "\" is no way to compare; expecting exact, cidr or wildcard");
  }

  /** How a table is looked up in, as JSON. */
  public static ObjectNode json(LookupRules rules) {
    ObjectNode node = JSON.createObjectNode();
    ObjectNode match = node.putObject("match");
    rules.match().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> match.put(each.getKey(), each.getValue().toString()));
    return node.put("case_sensitive", rules.caseSensitive()).put("max_matches", rules.maxMatches());
  }
}
