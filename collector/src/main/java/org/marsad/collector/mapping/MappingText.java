package org.marsad.collector.mapping;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a mapping file as a tree whose parts know their lines. Immutable once read.
 *
 * @param places the places of the keys or items of each part that has some
 */
record MappingText(String fileName, JsonNode root, Map<JsonNode, Map<String, String>> places) {
  /**
   * Reads a text.
   *
   * @throws MappingException if it is no YAML, with the place
   */
  static MappingText parse(String fileName, String text) {
    var yaml = new YAMLMapper();
    yaml.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    try {
      JsonNode root = yaml.readTree(text);
      var places = new IdentityHashMap<JsonNode, Map<String, String>>();
      try (JsonParser parser = yaml.getFactory().createParser(text)) {
        walk(parser, root, places);
      }
      return new MappingText(fileName, root, places);
    } catch (JsonProcessingException e) {
      throw new MappingException(fileName + place(e.getLocation()) + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code file:line:column} of a key or an item (its number) of a part, or of the file. */
  String place(@Nullable JsonNode part, String key) {
    Map<String, String> keys = part == null ? null : places.get(part);
    return fileName + (keys == null ? "" : keys.getOrDefault(key, ""));
  }

  private static void walk(
      JsonParser parser, JsonNode root, Map<JsonNode, Map<String, String>> places)
      throws IOException {
    var path = new ArrayDeque<JsonNode>();
    var counts = new ArrayDeque<Integer>();
    String name = "";
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.FIELD_NAME) {
        name = parser.currentName();
        JsonNode above = path.peek();
        if (above != null) {
          note(places, above, name, parser);
        }
        continue;
      }
      if (token.isStructEnd()) {
        path.pop();
        counts.pop();
        continue;
      }
      JsonNode above = path.peek();
      if (above != null && above.isArray()) {
        int count = counts.pop();
        name = Integer.toString(count);
        counts.push(count + 1);
        note(places, above, name, parser);
      }
      if (token.isStructStart()) {
        path.push(above == null ? root : child(above, name));
        counts.push(0);
      }
    }
  }

  private static void note(
      Map<JsonNode, Map<String, String>> places, JsonNode above, String name, JsonParser parser) {
    if (above instanceof ContainerNode<?>) {
      places
          .computeIfAbsent(above, _ -> new HashMap<>())
          .put(name, place(parser.currentTokenLocation()));
    }
  }

  private static JsonNode child(JsonNode above, String name) {
    return above.isArray() ? above.path(Integer.parseInt(name)) : above.path(name);
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
  }
}
