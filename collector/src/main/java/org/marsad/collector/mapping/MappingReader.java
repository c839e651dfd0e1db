package org.marsad.collector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.MappingFile.Hook;
import org.marsad.model.config.Suggest;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/** Compiles the tree of a mapping file, see {@link MappingFile}; used once. */
final class MappingReader {
  private static final Set<String> KEYS =
      Set.of(
          "when", "rename", "parse", "pairs", "copy", "time", "meanings", "lookup", "cases", "set");
  private static final Set<String> WHEN_KEYS = Set.of("process", "field", "value", "all", "any");
  private static final Set<String> BLOCK_KEYS =
      Set.of("parse", "pairs", "copy", "lookup", "cases", "means", "set");
  static final Set<String> PATTERN_KEYS =
      Set.of("match", "is", "parse", "pairs", "copy", "lookup", "cases", "means", "set");
  private static final Set<String> CASE_KEYS =
      Set.of("all", "any", "parse", "pairs", "copy", "lookup", "cases", "means", "set");
  private static final Set<String> PAIRS_KEYS = Set.of("between", "into", "as");
  private static final Set<String> SOURCE_KEYS = Set.of("from", "as");
  private static final int MAX_DEPTH = 8;

  private final MappingText text;
  private final Schema schema;
  private final EventTime time;
  private final JsonNode root;
  private final List<String> problems = new ArrayList<>();
  private String place;

  MappingReader(MappingText text, Schema schema, EventTime time) {
    this.text = text;
    this.schema = schema;
    this.time = time;
    this.root = text.root();
    this.place = text.fileName();
  }

  /**
   * Compiles.
   *
   * @throws MappingException with all that is wrong, a line each
   */
  MappingFile read() {
    var keys = new TreeSet<>(KEYS);
    keys.addAll(TextReader.KEYS);
    attempt(root, "", () -> known(root, keys, "the file"));
    JsonNode when = root.path("when");
    var hooks = new ArrayList<Hook>();
    attempt(root, "when", () -> hooks.addAll(hooks(when)));
    var steps = new ArrayList<Step>();
    attempt(root, "", () -> steps(steps));
    var conditions = new ArrayList<Condition>();
    attempt(root, "when", () -> conditions.add(condition(when)));
    if (!problems.isEmpty()) {
      throw new MappingException(String.join("\n", problems));
    }
    var mapping = new Mapping(conditions.getFirst(), new Block(steps), root.has("rename"));
    return new MappingFile(hooks, mapping);
  }

  private void steps(List<Step> steps) {
    if (root.has("rename")) {
      steps.add(rename(root.path("rename")));
    }
    take(root, "the file", steps);
    int before = steps.size();
    new TextReader(this, root).read(steps);
    if (steps.size() > before) {
      // Once more, for what the texts have entered; what is there already stays.
      take(root, "the file", steps);
    }
    if (root.has("time")) {
      steps.add(new ClaimTime(ids(root.path("time")), time));
    }
    lookup(root, 0, steps);
    cases(root, 0, steps);
    steps.addAll(constants(root.path("set")));
  }

  /** Goes over the items of a list; the problems of each are kept, and the next one is read. */
  void each(JsonNode list, Consumer<JsonNode> work) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      attempt(list, Integer.toString(i), () -> work.accept(item));
    }
  }

  /** As {@link #each(JsonNode, Consumer)}, over the names and values of a part. */
  void each(JsonNode part, BiConsumer<String, JsonNode> work) {
    for (Map.Entry<String, JsonNode> entry : part.properties()) {
      attempt(part, entry.getKey(), () -> work.accept(entry.getKey(), entry.getValue()));
    }
  }

  private void attempt(JsonNode part, String key, Runnable work) {
    String before = place;
    place = text.place(part, key).equals(text.fileName()) ? before : text.place(part, key);
    try {
      work.run();
    } catch (MappingException e) {
      problems.add(String.valueOf(e.getMessage()));
    } finally {
      place = before;
    }
  }

  private List<Hook> hooks(JsonNode when) {
    known(when, WHEN_KEYS, "when");
    var hooks = new ArrayList<Hook>();
    if (when.has("process")) {
      hooks.add(new Hook(Fields.PROCESS_NAME.id(), texts(when.path("process"))));
    }
    for (String name : texts(when.path("field"))) {
      hooks.add(new Hook(field(name).id(), List.of()));
    }
    for (Map.Entry<String, JsonNode> value : when.path("value").properties()) {
      hooks.add(new Hook(field(value.getKey()).id(), texts(value.getValue())));
    }
    if (hooks.isEmpty()) {
      throw problem(
          "when", "expecting process: [NAME, ...], field: NAME or value: {NAME: [VALUE, ...]}");
    }
    return hooks;
  }

  /** What {@code all} and {@code any} of a node say. */
  private Condition condition(JsonNode node) {
    var all = new ArrayList<Condition>();
    node.path("all").properties().forEach(entry -> all.add(is(entry)));
    if (node.has("any")) {
      var any = new ArrayList<Condition>();
      node.path("any").properties().forEach(entry -> any.add(is(entry)));
      all.add(new Condition.Any(List.copyOf(any)));
    }
    return all.size() == 1 ? all.getFirst() : new Condition.All(List.copyOf(all));
  }

  private Condition is(Map.Entry<String, JsonNode> entry) {
    int field = field(entry.getKey()).id();
    if (entry.getValue().isNull()) {
      return new Condition.Has(field, false);
    }
    var values = new ArrayList<byte[]>();
    var prefixes = new ArrayList<byte[]>();
    var parts = new ArrayList<byte[]>();
    for (String text : texts(entry.getValue())) {
      String small = text.toLowerCase(Locale.ROOT);
      if (small.equals("*")) {
        return new Condition.Has(field, true);
      } else if (small.length() > 2 && small.startsWith("*") && small.endsWith("*")) {
        parts.add(small.substring(1, small.length() - 1).getBytes(StandardCharsets.UTF_8));
      } else if (small.endsWith("*")) {
        prefixes.add(small.substring(0, small.length() - 1).getBytes(StandardCharsets.UTF_8));
      } else {
        values.add(small.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Condition.Is(field, List.copyOf(values), List.copyOf(prefixes), List.copyOf(parts));
  }

  private Rename rename(JsonNode node) {
    var rules = new ArrayList<Rename.Rule>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode to = entry.getValue();
      if (to.isObject()) {
        known(to, Set.of("to", "as"), entry.getKey());
        if (!to.path("as").asText("capital").equals("capital")) {
          throw problem(entry.getKey(), "expecting as: capital");
        }
        rules.add(new Rename.Rule(entry.getKey(), to.path("to").asText(), to.has("as")));
      } else {
        rules.add(new Rename.Rule(entry.getKey(), to.isNull() ? null : to.asText(), false));
      }
    }
    return new Rename(rules);
  }

  /** The steps of a meaning, a line of a lookup or a case; other names in it are constants. */
  Block block(JsonNode node, Set<String> ours, String where, int depth) {
    if (depth > MAX_DEPTH) {
      throw problem(where, "deeper than " + MAX_DEPTH + ", or meanings that mean each other");
    }
    var steps = new ArrayList<Step>();
    take(node, where, steps);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!ours.contains(entry.getKey())) {
        steps.add(constant(entry));
      }
    }
    steps.addAll(constants(node.path("set")));
    lookup(node, depth, steps);
    cases(node, depth, steps);
    means(node, where, depth, steps);
    return new Block(steps);
  }

  /** What takes values from other fields. */
  private void take(JsonNode node, String where, List<Step> steps) {
    for (Map.Entry<String, JsonNode> entry : node.path("parse").properties()) {
      attempt(node.path("parse"), entry.getKey(), () -> steps.add(parse(entry)));
    }
    for (Map.Entry<String, JsonNode> entry : node.path("pairs").properties()) {
      attempt(node.path("pairs"), entry.getKey(), () -> steps.add(pairs(entry, where)));
    }
    for (Map.Entry<String, JsonNode> entry : node.path("copy").properties()) {
      attempt(node.path("copy"), entry.getKey(), () -> steps.add(copy(entry)));
    }
  }

  private void means(JsonNode node, String where, int depth, List<Step> steps) {
    for (String name : texts(node.path("means"))) {
      JsonNode meaning = root.path("meanings").path(name);
      if (meaning.isMissingNode()) {
        throw problem(
            where,
            "\""
                + name
                + "\" is not among the meanings"
                + Suggest.among(name, names(root.path("meanings"))));
      }
      steps.add(block(meaning, BLOCK_KEYS, name, depth + 1));
    }
  }

  private Parse parse(Map.Entry<String, JsonNode> entry) {
    var templates = new ArrayList<Template>();
    var targets = new ArrayList<List<Target>>();
    for (String text : texts(entry.getValue())) {
      Template template = template(entry.getKey(), text);
      templates.add(template);
      targets.add(targets(template));
    }
    return new Parse(field(entry.getKey()).id(), templates, targets);
  }

  private Pairs pairs(Map.Entry<String, JsonNode> entry, String where) {
    JsonNode node = entry.getValue();
    known(node, PAIRS_KEYS, entry.getKey());
    String between = node.path("between").asText();
    if (between.length() != 1) {
      throw problem(where, "expecting between: one character");
    }
    JsonNode into = node.path("into");
    var targets = new ByName<Target>();
    for (Map.Entry<String, JsonNode> name : into.properties()) {
      targets.put(name.getKey(), target(name.getValue().asText(), node.path("as")));
    }
    return new Pairs(
        field(entry.getKey()).id(),
        (byte) between.charAt(0),
        targets,
        into.isTextual() ? target(into.asText(), node.path("as")) : null);
  }

  private Copy copy(Map.Entry<String, JsonNode> entry) {
    JsonNode source = entry.getValue();
    if (!source.isObject()) {
      return new Copy(ids(source), target(entry.getKey(), root.path("")));
    }
    known(source, SOURCE_KEYS, entry.getKey());
    return new Copy(ids(source.path("from")), target(entry.getKey(), source.path("as")));
  }

  private void lookup(JsonNode node, int depth, List<Step> steps) {
    for (Map.Entry<String, JsonNode> table : node.path("lookup").properties()) {
      var blocks = new ByName<Block>();
      each(
          table.getValue(),
          (value, line) -> {
            String where = table.getKey() + " " + value;
            blocks.put(value, block(line, BLOCK_KEYS, where, depth + 1));
          });
      steps.add(new Lookup(field(table.getKey()).id(), blocks, blocks.find("*")));
    }
  }

  private void cases(JsonNode node, int depth, List<Step> steps) {
    each(
        node.path("cases"),
        entry ->
            steps.add(new Case(condition(entry), block(entry, CASE_KEYS, "cases", depth + 1))));
  }

  private List<Entry> constants(JsonNode set) {
    var constants = new ArrayList<Entry>();
    for (Map.Entry<String, JsonNode> entry : set.properties()) {
      attempt(set, entry.getKey(), () -> constants.add(constant(entry)));
    }
    return constants;
  }

  private Entry constant(Map.Entry<String, JsonNode> entry) {
    Field field = field(entry.getKey());
    var values = new ArrayList<Constant>();
    if (entry.getValue().isIntegralNumber() && field.type() == FieldType.NUMBER) {
      values.add(Constant.of(entry.getValue().asLong()));
    } else {
      texts(entry.getValue()).forEach(text -> values.add(Constant.of(text)));
    }
    if (values.isEmpty()) {
      throw problem(entry.getKey(), "expecting a value, or a list of values");
    }
    return new Entry(field, List.copyOf(values), entry.getKey().equals("tags"));
  }

  private Template template(String where, String text) {
    try {
      return Template.parse(text);
    } catch (IllegalArgumentException e) {
      throw problem(where, e.getMessage() + " in \"" + text + "\"");
    }
  }

  private List<Target> targets(Template template) {
    var targets = new ArrayList<Target>();
    for (String hole : template.holes()) {
      targets.add(
          hole.isEmpty() ? new Target(null, null, Conversion.NONE) : target(hole, root.path("")));
    }
    return List.copyOf(targets);
  }

  Target target(String name, JsonNode as) {
    Field field = field(name);
    if (!as.isMissingNode()) {
      return new Target(field, null, conversion(name, as.asText()));
    }
    if (field.type() == FieldType.NUMBER) {
      Field word = name.endsWith(".port") ? field(name + "_name") : null;
      return new Target(field, word, Conversion.NUMBER);
    }
    if (field.type() == FieldType.IP || name.endsWith(".ip") || name.endsWith("_ip")) {
      return new Target(field, address(name), Conversion.IP);
    }
    return new Target(field, null, name.endsWith(".mac") ? Conversion.MAC : Conversion.NONE);
  }

  /** The field for text that is no address, for those of ECS that have one. */
  private @Nullable Field address(String name) {
    return switch (name) {
      case "source.ip", "destination.ip", "client.ip", "server.ip" ->
          field(name.substring(0, name.length() - 2) + "address");
      default -> null;
    };
  }

  private Conversion conversion(String where, String word) {
    for (Conversion conversion : Conversion.values()) {
      if (conversion.name().toLowerCase(Locale.ROOT).equals(word)) {
        return conversion;
      }
    }
    throw problem(where, "unknown conversion \"" + word + "\"");
  }

  private int[] ids(JsonNode names) {
    return texts(names).stream().mapToInt(name -> field(name).id()).toArray();
  }

  /** A text, or several. */
  static List<String> texts(JsonNode node) {
    var texts = new ArrayList<String>();
    if (node.isArray()) {
      node.forEach(text -> texts.add(text.asText()));
    } else if (node.isValueNode() && !node.isNull()) {
      texts.add(node.asText());
    }
    return texts;
  }

  private static List<String> names(JsonNode node) {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  Field field(String name) {
    int id = schema.id(name);
    if (id == Schema.NONE || Fields.isRow(id)) {
      throw problem(name, "cannot be the field of a mapping");
    }
    return schema.field(id);
  }

  void known(JsonNode node, Set<String> keys, String where) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!keys.contains(name)) {
                throw new MappingException(
                    text.place(node, name)
                        + ": "
                        + where
                        + ": unknown key \""
                        + name
                        + "\""
                        + Suggest.among(name, keys)
                        + "; expecting one of "
                        + new TreeSet<>(keys));
              }
            });
  }

  MappingException problem(String where, String what) {
    return new MappingException(place + ": " + where + ": " + what);
  }
}
