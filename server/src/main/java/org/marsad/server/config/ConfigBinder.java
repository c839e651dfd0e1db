package org.marsad.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts settings over the defaults of a config record. The defaults say which keys there are. Every
 * problem is found before anything starts, and all are told together.
 *
 * @param <T> the record
 */
public final class ConfigBinder<T> {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(Units.module())
          .build();

  private final Class<T> type;
  private final ObjectNode defaults;

  public ConfigBinder(Class<T> type, T defaults) {
    this.type = type;
    this.defaults = mapper.valueToTree(defaults);
  }

  /** Every key with its default as it would be written in the file, sorted. */
  public Map<String, String> keys() {
    return flatten(defaults);
  }

  /** Every key with the value it has in a bound record, sorted. */
  public Map<String, String> values(T config) {
    return flatten(mapper.valueToTree(config));
  }

  /**
   * The record with what was set.
   *
   * @throws ConfigException with every problem of the settings
   */
  public T bind(Settings settings) {
    var problems = new ArrayList<>(settings.problems());
    ObjectNode tree = defaults.deepCopy();
    for (Setting setting : settings.all()) {
      String problem = put(tree, setting);
      if (problem.isEmpty()) {
        problem = alone(setting);
      }
      if (!problem.isEmpty()) {
        problems.add(setting.where() + ": " + problem);
      }
    }
    if (problems.isEmpty()) {
      try {
        return mapper.treeToValue(tree, type);
      } catch (JsonProcessingException e) {
        problems.add(reason(e));
      }
    }
    throw new ConfigException(problems);
  }

  /** Tries one setting by itself, so that each bad one is found though another is bad too. */
  private String alone(Setting setting) {
    ObjectNode tree = defaults.deepCopy();
    put(tree, setting);
    try {
      mapper.treeToValue(tree, type);
      return "";
    } catch (JsonProcessingException e) {
      return "\"" + setting.key() + "\": " + reason(e);
    }
  }

  private String put(ObjectNode tree, Setting setting) {
    ObjectNode at = tree;
    String[] names = setting.key().split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      if (!(at.get(names[i]) instanceof ObjectNode inner)) {
        return unknown(setting.key());
      }
      at = inner;
    }
    String last = names[names.length - 1];
    JsonNode known = at.get(last);
    if (known == null) {
      return unknown(setting.key());
    }
    if (known.isObject()) {
      return "\"" + setting.key() + "\" is a group of settings, not a value";
    }
    boolean wantsList = known.isArray();
    if (wantsList && setting.value().isTextual()) {
      var list = mapper.createArrayNode();
      for (String item : setting.value().asText().split(",", -1)) {
        if (!item.isBlank()) {
          list.add(item.strip());
        }
      }
      at.set(last, list);
    } else if (!wantsList && setting.value().isArray()) {
      return "\"" + setting.key() + "\" takes one value, not a list";
    } else {
      at.set(last, setting.value());
    }
    return "";
  }

  private String unknown(String key) {
    return "unknown setting \"" + key + "\"" + Suggest.among(key, keys().keySet());
  }

  private static String reason(JsonProcessingException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof JsonProcessingException bad) {
      String message = bad.getOriginalMessage();
      int detail = message.indexOf(": ");
      boolean technical = message.startsWith("Cannot deserialize") && detail > 0;
      return technical ? "not valid" + message.substring(detail) : message;
    }
    return String.valueOf(cause.getMessage());
  }

  private static Map<String, String> flatten(ObjectNode tree) {
    var flat = new TreeMap<String, String>();
    flatten(tree, "", flat);
    return flat;
  }

  private static void flatten(ObjectNode tree, String prefix, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> property : tree.properties()) {
      String key = prefix + property.getKey();
      if (property.getValue() instanceof ObjectNode inner) {
        flatten(inner, key + ".", into);
      } else if (property.getValue().isArray()) {
        List<String> items = new ArrayList<>();
        property.getValue().forEach(item -> items.add(item.asText()));
        into.put(key, String.join(",", items));
      } else {
        into.put(key, property.getValue().asText());
      }
    }
  }
}
