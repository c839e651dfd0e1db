package org.marsad.server.keep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backup holds: {@code marsad-backup.json}, written when all of it is there, so that a
 * folder without one is no backup. The digest of the list stands in it too.
 *
 * @param created when the backup was begun, as ISO 8601
 * @param files in the order of their names
 */
record Manifest(String created, List<Entry> files) {
  static final String FILE = "marsad-backup.json";

  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  Manifest {
    files = List.copyOf(files);
  }

  /** Bytes of all files. */
  long bytes() {
    return files.stream().mapToLong(Entry::size).sum();
  }

  void write(Path folder) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "marsad-backup").put("version", VERSION).put("created", created);
    root.put("digest", digest());
    ArrayNode list = root.putArray("files");
    for (Entry file : files) {
      list.addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256());
    }
    Files.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  /**
   * Reads the manifest of a backup.
   *
   * @throws IOException if there is none, or it is not as it was written
   */
  static Manifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          folder + " is no whole backup: it has no " + FILE + ", which is written last");
    }
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
    if (root.path("version").asInt() != VERSION) {
      throw new IOException(
          file
              + " is of version "
              + root.path("version").asText()
              + "; this program reads "
              + VERSION);
    }
    var files = new ArrayList<Entry>();
    for (JsonNode each : root.path("files")) {
      files.add(Entry.read(each));
    }
    var manifest = new Manifest(root.path("created").asText(), files);
    if (!manifest.digest().equals(root.path("digest").asText())) {
      throw new IOException(file + " is damaged: its digest does not fit its list");
    }
    return manifest;
  }

  private String digest() {
    var text = new StringBuilder(created);
    files.forEach(
        file ->
            text.append('\n')
                .append(file.sha256())
                .append(' ')
                .append(file.size())
                .append(' ')
                .append(file.path()));
    return Digests.of(text.toString());
  }

  /**
   * A file.
   *
   * @param path below the data folder, with slashes; never out of it
   */
  record Entry(String path, long size, String sha256) {
    static Entry read(JsonNode file) throws IOException {
      String path = file.path("path").asText();
      Path plain = Path.of(path).normalize();
      if (path.isEmpty() || plain.isAbsolute() || plain.startsWith("..")) {
        throw new IOException("the manifest names a path that leads out of the backup: " + path);
      }
      return new Entry(path, file.path("size").asLong(), file.path("sha256").asText());
    }
  }
}
