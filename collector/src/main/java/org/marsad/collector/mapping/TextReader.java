package org.marsad.collector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.Columns.Group;
import org.marsad.collector.mapping.Match.Pattern;
import org.marsad.model.event.Fields;

/** Compiles what a mapping file says of texts: names, pairs, columns, patterns. Used once. */
final class TextReader {
  /** The parts of a file that are about texts. */
  static final Set<String> KEYS =
      Set.of("names", "rest", "nothing", "kv", "csv", "structured", "unwrap", "by", "patterns");

  static final Set<String> PATTERN_KEYS = Set.of("match", "is");

  private static final Set<String> KV_KEYS = Set.of("between", "equals", "quotes", "word");
  private static final Set<String> CSV_KEYS = Set.of("between", "columns", "by", "then");
  private static final Set<String> NAME_KEYS = Set.of("to", "as");
  private static final int MAX_DEPTH = 8;

  private final MappingReader reader;
  private final JsonNode root;
  private final Vocabulary vocabulary;
  private final @Nullable KeyValues pairs;
  private final @Nullable Columns columns;

  TextReader(MappingReader reader, JsonNode root) {
    this.reader = reader;
    this.root = root;
    vocabulary = vocabulary();
    pairs = root.has("kv") ? pairs(root.path("kv")) : null;
    columns = root.has("csv") ? columns(root.path("csv")) : null;
  }

  /** Adds the steps that read texts. */
  void read(List<Step> steps) {
    if (root.has("structured")) {
      steps.add(new StructuredData(root.path("structured").asText(), vocabulary));
    }
    var unwraps = new ArrayList<Pattern>();
    reader.each(root.path("unwrap"), line -> unwraps.addAll(unwrap(line.asText())));
    var keyed = new ByName<Pattern[]>();
    var patterns = new ArrayList<Pattern>();
    var all = new ArrayList<Pattern>();
    reader.each(root.path("patterns"), entry -> pattern(entry, keyed, patterns, all));
    if (!root.has("patterns") && pairs != null) {
      patterns.add(whole(pairs));
      all.addAll(patterns);
    } else if (!root.has("patterns") && columns != null) {
      patterns.add(whole(columns));
      all.addAll(patterns);
    }
    int by = root.has("by") ? reader.field(root.path("by").asText()).id() : Fields.EVENT_CODE.id();
    if (root.has("patterns") || !unwraps.isEmpty() || !patterns.isEmpty()) {
      steps.add(new Match(unwraps, by, keyed, patterns, all));
    }
  }

  private static Pattern whole(Part part) {
    return new Pattern(Template.parse("{*message}"), Arrays.asList(part), new Block(List.of()));
  }

  private List<Pattern> unwrap(String text) {
    var patterns = new ArrayList<Pattern>();
    for (Template template : variants(text)) {
      if (!template.holes().contains(Fields.MESSAGE.name())) {
        throw reader.problem("unwrap", "expecting a hole {message} in \"" + text + "\"");
      }
      patterns.add(new Pattern(template, parts(template), new Block(List.of())));
    }
    return patterns;
  }

  private void pattern(
      JsonNode entry, ByName<Pattern[]> keyed, List<Pattern> patterns, List<Pattern> all) {
    String text = entry.path("match").asText();
    reader.known(entry, MappingReader.PATTERN_KEYS, "a pattern");
    Block block = reader.block(entry, MappingReader.PATTERN_KEYS, text, 0);
    List<String> keys = MappingReader.texts(entry.path("is"));
    if (!entry.has("match") && keys.isEmpty()) {
      throw reader.problem("patterns", "expecting match: TEMPLATE, or is: VALUE");
    }
    var mine = new ArrayList<Pattern>();
    if (entry.has("match")) {
      for (Template template : variants(text)) {
        mine.add(new Pattern(template, parts(template), block));
      }
    } else {
      mine.add(new Pattern(null, List.of(), block));
    }
    if (keys.isEmpty()) {
      patterns.addAll(mine);
    }
    if (entry.has("match")) {
      all.addAll(mine);
    }
    for (String key : keys) {
      Pattern[] before = keyed.find(key);
      var both = new ArrayList<>(before == null ? List.of() : Arrays.asList(before));
      both.addAll(mine);
      keyed.put(key, both.toArray(Pattern[]::new));
    }
  }

  private List<Template> variants(String text) {
    try {
      return Template.variants(text);
    } catch (IllegalArgumentException e) {
      throw reader.problem("match", e.getMessage() + " in \"" + text + "\"");
    }
  }

  private List<@Nullable Part> parts(Template template) {
    var parts = new ArrayList<@Nullable Part>();
    for (String hole : template.holes()) {
      boolean dropped = hole.isEmpty() || hole.equals(Fields.MESSAGE.name());
      parts.add(dropped ? null : part(hole));
    }
    return parts;
  }

  private Part part(String hole) {
    if (hole.equals("kv") || hole.equals("csv")) {
      Part part = hole.equals("kv") ? pairs : columns;
      if (part == null) {
        throw reader.problem(
            "match", "a hole {" + hole + "} needs " + hole + ": {...} in the file");
      }
      return part;
    }
    Part[] named = named(hole);
    return named.length == 1 ? named[0] : new All(List.of(named));
  }

  /** What becomes of a hole or a column: the names say it, else it is a field itself. */
  private Part[] named(String name) {
    Part[] known = vocabulary.find(name);
    if (known != null) {
      return known;
    }
    String prefix = vocabulary.prefix();
    boolean own = prefix != null && name.indexOf('.') < 0;
    return new Part[] {reader.target(own ? prefix + name : name, root.path(""))};
  }

  /** Where a value goes: a field, or {@code {to: FIELDS, as: CONVERSION}}. */
  private List<Part> goals(String name, JsonNode to) {
    if (to.isObject()) {
      reader.known(to, NAME_KEYS, name);
    }
    var parts = new ArrayList<Part>();
    for (String field : MappingReader.texts(to.isObject() ? to.path("to") : to)) {
      parts.add(reader.target(field, to.path("as")));
    }
    return parts;
  }

  private Vocabulary vocabulary() {
    var known = new ByName<Part[]>();
    reader.each(
        root.path("names"),
        (name, value) -> {
          var parts = new ArrayList<Part>();
          Iterable<JsonNode> all = value.isArray() ? value : List.of(value);
          all.forEach(to -> parts.addAll(goals(name, to)));
          known.put(name, parts.toArray(Part[]::new));
        });
    var nothing = new ByName<Boolean>();
    MappingReader.texts(root.path("nothing")).forEach(text -> nothing.put(text, true));
    return new Vocabulary(known, nothing, root.has("rest") ? root.path("rest").asText() : null);
  }

  private KeyValues pairs(JsonNode node) {
    reader.known(node, KV_KEYS, "kv");
    String equals = node.path("equals").asText("=");
    String quotes = node.path("quotes").asText("\"\"");
    if (equals.isEmpty() || quotes.length() % 2 != 0) {
      throw reader.problem(
          "kv", "expecting equals: characters, quotes: opening and closing ones in turn");
    }
    return new KeyValues(
        node.path("between").asText(" "),
        equals,
        quotes,
        node.has("word") ? reader.field(node.path("word").asText()) : null,
        vocabulary);
  }

  private Columns columns(JsonNode node) {
    reader.known(node, CSV_KEYS, "csv");
    String between = node.path("between").asText(",");
    if (between.length() != 1) {
      throw reader.problem("csv", "expecting between: one character");
    }
    return new Columns(between.charAt(0), group(node, 0), vocabulary);
  }

  /** Columns as a list, or with what follows them. */
  private Group group(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw reader.problem("csv", "deeper than " + MAX_DEPTH);
    }
    List<String> names = MappingReader.texts(node.isArray() ? node : node.path("columns"));
    var parts = new Part[names.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = names.get(i).equals("_") ? new Part[0] : named(names.get(i));
    }
    var then = new ByName<Group>();
    Group otherwise = null;
    for (Map.Entry<String, JsonNode> entry : node.path("then").properties()) {
      Group group = group(entry.getValue(), depth + 1);
      if (entry.getKey().equals("*")) {
        otherwise = group;
      }
      then.put(entry.getKey(), group);
    }
    int by = node.has("by") ? names.indexOf(node.path("by").asText()) : -1;
    if (node.has("by") && by < 0) {
      throw reader.problem("csv", "by: expecting one of the columns " + names);
    }
    return new Group(parts, by, then, otherwise);
  }

  /** Several of them for one value. */
  private record All(List<Part> parts) implements Part {
    @Override
    public void take(Row row, int from, int to) {
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).take(row, from, to);
      }
    }
  }
}
