package org.marsad.query.shelf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.disk.WholeFile;
import org.marsad.model.query.SavedQueries;

/** Searches by their names, in one file that is written anew with each change. Thread-safe. */
public final class SavedSearches implements SavedQueries {
  /** Searches at most. */
  public static final int MAX = 2_000;

  /** Characters of one at most. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final ConcurrentSkipListMap<String, Saved> byName = new ConcurrentSkipListMap<>();

  private SavedSearches(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (JsonNode node : JSON.readTree(Files.readAllBytes(file)).path("searches")) {
        var saved =
            new Saved(
                node.path("name").asText(),
                node.path("query").asText(),
                node.path("description").asText(),
                node.path("by").asText(),
                Instant.parse(node.path("updated").asText("1970-01-01T00:00:00Z")));
        byName.put(saved.name, saved);
      }
    }
  }

  /** The searches of a file, which need not be there. */
  public static SavedSearches open(Path file) throws IOException {
    return new SavedSearches(file);
  }

  /**
   * A search that was saved.
   *
   * @param query its text
   * @param by who saved it last
   */
  public record Saved(String name, String query, String description, String by, Instant updated) {}

  @Override
  public @Nullable String text(String name) {
    Saved saved = byName.get(name);
    return saved == null ? null : saved.query;
  }

  @Override
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** All of them by their names. */
  public List<Saved> list() {
    return new ArrayList<>(byName.values());
  }

  public Optional<Saved> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Keeps a search, in place of one with its name.
   *
   * @throws IllegalArgumentException if its name is none, it is too long, or there are too many
   */
  public synchronized void put(Saved saved) throws IOException {
    if (!SavedQueries.isName(saved.name)) {
      throw new IllegalArgumentException(
          "\"" + saved.name + "\" is no name; expecting letters, digits, and _ - . inside of it");
    }
    if (saved.query.length() > MAX_LENGTH || saved.description.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a saved search has at most " + MAX_LENGTH + " characters");
    }
    if (byName.size() >= MAX && !byName.containsKey(saved.name)) {
      throw new IllegalArgumentException("there are " + MAX + " searches, which is the most");
    }
    Saved before = byName.put(saved.name, saved);
    try {
      save();
    } catch (IOException e) {
      if (before == null) {
        byName.remove(saved.name);
      } else {
        byName.put(saved.name, before);
      }
      throw e;
    }
  }

  /** Takes a search away; whether there was one. */
  public synchronized boolean delete(String name) throws IOException {
    Saved before = byName.remove(name);
    if (before == null) {
      return false;
    }
    try {
      save();
    } catch (IOException e) {
      byName.put(name, before);
      throw e;
    }
    return true;
  }

  private void save() throws IOException {
    ObjectNode root = JSON.createObjectNode().put("version", 1);
    ArrayNode all = root.putArray("searches");
    for (Saved saved : byName.values()) {
      all.addObject()
          .put("name", saved.name)
          .put("query", saved.query)
          .put("description", saved.description)
          .put("by", saved.by)
          .put("updated", saved.updated.toString());
    }
    WholeFile.write(
        file, ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root)));
  }
}
