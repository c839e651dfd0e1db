package org.marsad.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.config.Suggest;

/**
 * Puts settings over the defaults of a config record. The defaults say which keys there are. Every
 * problem is found before anything starts, and all are told together.
 *
 * @param <T> the record
 */
public final class ConfigBinder<T> {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final JsonMapper mapper =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          // What a record says of itself besides its components is no setting.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
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
        alone(setting, settings, problems);
      } else {
        problems.add(setting.where() + ": " + problem);
      }
    }
    if (problems.isEmpty()) {
      try {
        return mapper.treeToValue(tree, type);
      } catch (JsonProcessingException e) {
        String key = path(e);
        boolean inList = key.contains("[");
        problems.add((inList ? settings.place(key) + ": \"" + key + "\": " : "") + reason(e));
      }
    }
    throw new ConfigException(problems);
  }

  /** Tries one setting by itself, so that each bad one is found though another is bad too. */
  private void alone(Setting setting, Settings settings, List<String> problems) {
    if (setting.key().contains("[")) {
      return;
    }
    ObjectNode tree = defaults.deepCopy();
    put(tree, setting);
    String pointer = "/" + setting.key().replace('.', '/');
    JsonNode value = tree.at(pointer);
    if (!(value instanceof ArrayNode list) || list.isEmpty() || !list.get(0).isObject()) {
      attempt(tree, setting, settings, problems);
      return;
    }
    ArrayNode items = list.deepCopy();
    for (int i = 0; i < items.size(); i++) {
      list.removeAll();
      list.add(items.get(i));
      attempt(tree, setting, i, settings, problems);
    }
  }

  private void attempt(ObjectNode tree, Setting setting, Settings settings, List<String> problems) {
    try {
      mapper.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      String key = path(e);
      boolean inside = key.startsWith(setting.key() + "[");
      problems.add(
          (inside ? settings.place(key) : setting.where())
              + ": \""
              + (inside ? key : setting.key())
              + "\": "
              + reason(e));
    }
  }

  private void attempt(
      ObjectNode tree, Setting setting, int item, Settings settings, List<String> problems) {
    try {
      mapper.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      String first = setting.key() + "[0]";
      String path = path(e);
      String rest = path.startsWith(first) ? path.substring(first.length()) : "";
      String key = setting.key() + "[" + item + "]" + rest;
      problems.add(settings.place(key) + ": \"" + key + "\": " + reason(e));
    }
  }

  /** Where in the settings something is wrong, such as {@code collector.sources[1].zone}. */
  private static String path(JsonProcessingException e) {
    var key = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() == null) {
          key.append('[').append(step.getIndex()).append(']');
        } else {
          key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
        }
      }
    }
    return key.toString();
  }

  private String put(ObjectNode tree, Setting setting) {
    int bracket = setting.key().indexOf('[');
    String group = bracket < 0 ? setting.key() : setting.key().substring(0, bracket);
    ObjectNode at = tree;
    String[] names = group.split("\\.", -1);
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
    if (bracket >= 0) {
      return known instanceof ArrayNode list
          ? putInto(list, setting, bracket)
          : "\"" + group + "\" takes one value, not a list";
    }
    boolean wantsList = known.isArray();
    if (wantsList && setting.value().isTextual()) {
      return putList(at, last, setting);
    } else if (!wantsList && setting.value().isArray()) {
      return "\"" + setting.key() + "\" takes one value, not a list";
    }
    at.set(last, setting.value().deepCopy());
    return "";
  }

  /** A list as text: values with commas between, or as YAML writes lists in one line. */
  private String putList(ObjectNode at, String name, Setting setting) {
    String text = setting.value().asText().strip();
    if (text.startsWith("[")) {
      try {
        at.set(name, YAML.readTree(text));
        return "";
      } catch (JsonProcessingException e) {
        return "\"" + setting.key() + "\" is no list: " + e.getOriginalMessage();
      }
    }
    var list = mapper.createArrayNode();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        list.add(item.strip());
      }
    }
    at.set(name, list);
    return "";
  }

  /** One item of a list, or a key of it: {@code list[0]}, {@code list[0].name}. */
  private String putInto(ArrayNode list, Setting setting, int bracket) {
    String key = setting.key();
    int close = key.indexOf(']', bracket);
    String digits = close < 0 ? "" : key.substring(bracket + 1, close);
    String rest = close < 0 ? "" : key.substring(close + 1);
    boolean number = !digits.isEmpty() && digits.length() < 6;
    for (int i = 0; i < digits.length(); i++) {
      number &= Character.isDigit(digits.charAt(i));
    }
    if (!number || !rest.isEmpty() && !rest.startsWith(".") || rest.equals(".")) {
      return "\"" + key + "\" is no place in a list; expecting LIST[0] or LIST[0].KEY";
    }
    int index = Integer.parseInt(digits);
    if (index > list.size()) {
      return "\"" + key + "\" leaves a gap; the next item of the list is [" + list.size() + "]";
    }
    if (index == list.size()) {
      list.addObject();
    }
    if (rest.isEmpty()) {
      list.set(index, setting.value());
    } else if (list.get(index) instanceof ObjectNode item) {
      putInto(item, rest.substring(1), setting.value());
    } else {
      return "\"" + key + "\": the item of the list is one value, without keys";
    }
    return "";
  }

  private static void putInto(ObjectNode item, String key, JsonNode value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      item.set(key, value);
    } else {
      String group = key.substring(0, dot);
      ObjectNode inner =
          item.get(group) instanceof ObjectNode known ? known : item.putObject(group);
      inner.set(key.substring(dot + 1), value);
    }
  }

  private String unknown(String key) {
    return "unknown setting \"" + key + "\"" + Suggest.among(key, keys().keySet());
  }

  private static String reason(JsonProcessingException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnrecognizedPropertyException unknown) {
      var known = new ArrayList<String>();
      if (unknown.getKnownPropertyIds() != null) {
        unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
      }
      String name = unknown.getPropertyName();
      return "unknown setting \"" + name + "\"" + Suggest.among(name, known);
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
      JsonNode value = property.getValue();
      if (value instanceof ObjectNode inner) {
        flatten(inner, key + ".", into);
      } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        for (int i = 0; i < value.size(); i++) {
          if (value.get(i) instanceof ObjectNode item) {
            item.properties().removeIf(each -> each.getValue().isNull());
            flatten(item, key + "[" + i + "].", into);
          }
        }
      } else if (value.isArray()) {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText()));
        into.put(key, String.join(",", items));
      } else {
        into.put(key, value.asText());
      }
    }
  }
}
