package org.marsad.collector.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.Mapping.Copy;
import org.marsad.collector.mapping.Mapping.Entry;
import org.marsad.collector.mapping.Mapping.Pattern;
import org.marsad.collector.mapping.Mapping.Target;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Reads a mapping file:
 *
 * <pre>
 * when: {process: [sshd]}        # or {field: EventID}
 * unwrap: ["{message} [preauth]"]
 * set: {event.module: openssh}   # always, where the event has no value there
 * copy: {Computer: host.name}
 * meanings:                      # sets that several patterns share
 *   login: {event.category: authentication, event.outcome: success}
 * patterns:                      # the first that fits
 *   - match: "Accepted {event.reason} for {*user.name} from {source.ip} port {source.port} ssh2"
 *     means: login
 *     set: {event.action: ssh_login}
 * </pre>
 *
 * @param processes process names it is for, any case
 * @param requiredField a field the event must have, or {@link Schema#NONE}
 */
record MappingFile(List<String> processes, int requiredField, Mapping mapping) {
  private static final Set<String> KEYS =
      Set.of("when", "unwrap", "set", "copy", "meanings", "patterns");
  private static final Set<String> PATTERN_KEYS = Set.of("match", "means", "set");

  /** Fields where text goes that is no address though its field wants one. */
  private static final Map<Field, Field> OTHERWISE =
      Map.of(Fields.SOURCE_IP, Fields.SOURCE_ADDRESS);

  static MappingFile parse(String fileName, String text, Schema schema) {
    return new Reader(fileName, schema).read(text);
  }

  /** Reads one file. */
  private record Reader(String fileName, Schema schema) {
    MappingFile read(String text) {
      JsonNode root = tree(text);
      known(root, KEYS, fileName);
      JsonNode when = root.path("when");
      var processes = new ArrayList<String>();
      when.path("process").forEach(name -> processes.add(name.asText()));
      int required = when.has("field") ? field(when.path("field").asText()).id() : Schema.NONE;
      if (processes.isEmpty() && required == Schema.NONE) {
        throw problem("when", "expecting process: [NAME, ...] or field: NAME");
      }
      var unwraps = new ArrayList<Template>();
      root.path("unwrap").forEach(line -> unwraps.add(template("unwrap", line.asText())));
      var patterns = new ArrayList<Pattern>();
      for (JsonNode entry : root.path("patterns")) {
        patterns.add(pattern(entry, root.path("meanings"), "patterns[" + patterns.size() + "]"));
      }
      var mapping =
          new Mapping(unwraps, patterns, constants(root.path("set")), copies(root.path("copy")));
      return new MappingFile(List.copyOf(processes), required, mapping);
    }

    private JsonNode tree(String text) {
      var yaml = new YAMLMapper();
      yaml.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
      try {
        return yaml.readTree(text);
      } catch (JsonProcessingException e) {
        throw new MappingException(
            fileName
                + ":"
                + e.getLocation().getLineNr()
                + ":"
                + e.getLocation().getColumnNr()
                + ": "
                + e.getOriginalMessage());
      }
    }

    private Pattern pattern(JsonNode entry, JsonNode meanings, String where) {
      known(entry, PATTERN_KEYS, where);
      var constants = new ArrayList<>(constants(entry.path("set")));
      if (entry.has("means")) {
        JsonNode meaning = meanings.path(entry.path("means").asText());
        if (meaning.isMissingNode()) {
          throw problem(
              where, "\"" + entry.path("means").asText() + "\" is not among the meanings");
        }
        constants.addAll(constants(meaning));
      }
      Template template = template(where, entry.path("match").asText());
      var targets = new ArrayList<Target>();
      for (String hole : template.holes()) {
        targets.add(target(hole.isEmpty() ? null : field(hole)));
      }
      return new Pattern(template, List.copyOf(targets), List.copyOf(constants));
    }

    private static Target target(@Nullable Field field) {
      return new Target(field, field == null ? null : OTHERWISE.get(field));
    }

    private List<Entry> constants(JsonNode set) {
      var constants = new ArrayList<Entry>();
      for (Map.Entry<String, JsonNode> entry : set.properties()) {
        Constant value = Constant.of(entry.getValue().asText());
        constants.add(new Entry(field(entry.getKey()), value, entry.getKey().equals("tags")));
      }
      return List.copyOf(constants);
    }

    private List<Copy> copies(JsonNode copy) {
      var copies = new ArrayList<Copy>();
      for (Map.Entry<String, JsonNode> entry : copy.properties()) {
        copies.add(new Copy(field(entry.getKey()).id(), target(field(entry.getValue().asText()))));
      }
      return copies;
    }

    private Template template(String where, String text) {
      try {
        return Template.parse(text);
      } catch (IllegalArgumentException e) {
        throw problem(where, e.getMessage() + " in \"" + text + "\"");
      }
    }

    private Field field(String name) {
      int id = schema.id(name);
      if (id == Schema.NONE || Fields.isRow(id)) {
        throw problem(name, "cannot be the field of a mapping");
      }
      return schema.field(id);
    }

    private void known(JsonNode node, Set<String> keys, String where) {
      node.fieldNames()
          .forEachRemaining(
              name -> {
                if (!keys.contains(name)) {
                  throw problem(where, "unknown key \"" + name + "\"; expecting one of " + keys);
                }
              });
    }

    private MappingException problem(String where, String what) {
      return new MappingException(fileName + ": " + where + ": " + what);
    }
  }
}
