package org.marsad.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;

/**
 * What was set, as flat dotted keys that remember where they were written. Later sources win: file,
 * then environment, then command line. Mistakes are collected in {@link #problems()}.
 */
public final class Settings {
  /**
   * Variables of the environment begin with this; {@code MARSAD_HTTP_PORT} is {@code http.port}.
   */
  public static final String ENVIRONMENT_PREFIX = "MARSAD_";

  /** Variables that begin so but are no settings. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "MARSAD_LOG",
          "MARSAD_TOKEN",
          "MARSAD_URL",
          "MARSAD_JAVA_OPTS",
          "MARSAD_CORPORA",
          "MARSAD_DATA");

  private final Map<String, Setting> byKey = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Where the keys inside of lists were written. */
  private final Map<String, String> places = new HashMap<>();

  /** Reads a YAML file. A file that cannot be read or is no YAML is a problem with its position. */
  public Settings file(Path file) {
    String name = String.valueOf(file.getFileName());
    try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        object(parser, "", name);
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        problems.add(place(name, parser.currentTokenLocation()) + ": expecting keys and values");
      }
    } catch (JsonProcessingException e) {
      problems.add(place(name, e.getLocation()) + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      problems.add("cannot read " + file + ": " + e);
    }
    return this;
  }

  /** Takes the variables that name one of the known keys; others that begin so are problems. */
  public Settings environment(Map<String, String> variables, Set<String> knownKeys) {
    var byVariable = new LinkedHashMap<String, String>();
    for (String key : knownKeys) {
      byVariable.put(variable(key), key);
    }
    variables.forEach(
        (name, value) -> {
          if (!name.startsWith(ENVIRONMENT_PREFIX) || NOT_SETTINGS.contains(name)) {
            return;
          }
          String key = byVariable.getOrDefault(name, indexed(name, knownKeys));
          if (key == null) {
            problems.add(
                "environment variable "
                    + name
                    + " names no setting"
                    + Suggest.among(name, byVariable.keySet()));
          } else {
            put(key, JsonNodeFactory.instance.textNode(value), "environment variable " + name);
          }
        });
    return this;
  }

  /**
   * The key in a list that a variable names: {@code MARSAD_COLLECTOR_SOURCES_0_ZONE} is {@code
   * collector.sources[0].zone}. Null if it names none.
   */
  private static @Nullable String indexed(String name, Set<String> knownKeys) {
    for (String key : knownKeys) {
      String prefix = variable(key) + "_";
      if (!name.startsWith(prefix)) {
        continue;
      }
      int digits = prefix.length();
      while (digits < name.length() && isDigit(name.charAt(digits))) {
        digits++;
      }
      boolean ends = digits == name.length() || name.charAt(digits) == '_';
      if (digits > prefix.length() && ends) {
        String rest = name.substring(digits).toLowerCase(Locale.ROOT);
        String labels = rest.startsWith("_labels_") ? ".labels." + rest.substring(8) : "";
        String inside = rest.isEmpty() ? "" : "." + rest.substring(1);
        return key
            + "["
            + name.substring(prefix.length(), digits)
            + "]"
            + (labels.isEmpty() ? inside : labels);
      }
    }
    return null;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The variable of a key. */
  static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Takes {@code key=value} from the command line. */
  public Settings set(List<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        problems.add("--set " + assignment + ": expecting key=value");
      } else {
        String key = assignment.substring(0, equals).strip();
        put(
            key,
            JsonNodeFactory.instance.textNode(assignment.substring(equals + 1)),
            "--set " + key);
      }
    }
    return this;
  }

  /** Where a key inside of a list was written, or the nearest around it. */
  String place(String key) {
    for (String at = key; !at.isEmpty(); at = outer(at)) {
      Setting setting = byKey.get(at);
      String place = setting == null ? places.get(at) : setting.where();
      if (place != null) {
        return place;
      }
    }
    return "settings";
  }

  private static String outer(String key) {
    return key.substring(0, Math.max(Math.max(key.lastIndexOf('.'), key.lastIndexOf('[')), 0));
  }

  Iterable<Setting> all() {
    return byKey.values();
  }

  List<String> problems() {
    return problems;
  }

  private void put(String key, JsonNode value, String where) {
    byKey.put(key, new Setting(key, value, where));
  }

  private void object(JsonParser parser, String prefix, String file) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = prefix + parser.currentName();
      String where = place(file, parser.currentTokenLocation());
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        object(parser, key + ".", file);
      } else if (value == JsonToken.START_ARRAY) {
        put(key, value(parser, key, file), where);
      } else if (value != JsonToken.VALUE_NULL) {
        put(key, JsonNodeFactory.instance.textNode(parser.getText()), where);
      }
    }
  }

  /** What is inside of a list, whole; remembers where each of its keys was written. */
  private JsonNode value(JsonParser parser, String key, String file) throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          String item = key + "[" + list.size() + "]";
          places.put(item, place(file, parser.currentTokenLocation()));
          list.add(value(parser, item, file));
        }
        yield list;
      }
      case START_OBJECT -> {
        ObjectNode group = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          places.put(key + "." + name, place(file, parser.currentTokenLocation()));
          parser.nextToken();
          group.set(name, value(parser, key + "." + name, file));
        }
        yield group;
      }
      case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
      default -> JsonNodeFactory.instance.textNode(parser.getText());
    };
  }

  private static String place(String file, JsonLocation at) {
    return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }
}
