package org.marsad.rules.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.marsad.rules.sigma.LogSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the file of log sources; its form is told at its top. */
public final class SourceEntries {
  private static final String SHIPPED = "/logsources.yaml";
  private static final Set<String> KEYS =
      Set.of("product", "category", "service", "has", "when", "fields");

  private static final List<SourceEntry> ENTRIES = List.copyOf(read());

  private SourceEntries() {}

  /** The entries that come with Marsad. */
  public static List<SourceEntry> shipped() {
    return ENTRIES;
  }

  private static List<SourceEntry> read() {
    try (InputStream in = SourceEntries.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads entries.
   *
   * @throws IllegalArgumentException if one has a key that is not known
   */
  public static List<SourceEntry> parse(String text) {
    // Anchors are part of the form, which Jackson's YAML does not know.
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(new StringReader(text));
    var entries = new ArrayList<SourceEntry>();
    for (JsonNode entry : new JsonMapper().<JsonNode>valueToTree(tree)) {
      entry
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!KEYS.contains(key)) {
                  throw new IllegalArgumentException(
                      "unknown key \"" + key + "\" in an entry of the log sources");
                }
              });
      entries.add(
          new SourceEntry(
              new LogSource(
                  name(entry, "product"), name(entry, "category"), name(entry, "service")),
              texts(entry.path("has")),
              lists(entry.path("when")),
              lists(entry.path("fields"))));
    }
    return entries;
  }

  private static String name(JsonNode entry, String key) {
    return entry.path(key).asText("").toLowerCase(Locale.ROOT);
  }

  private static Map<String, List<String>> lists(JsonNode map) {
    var lists = new LinkedHashMap<String, List<String>>();
    map.properties().forEach(member -> lists.put(member.getKey(), texts(member.getValue())));
    return lists;
  }

  private static List<String> texts(JsonNode node) {
    var texts = new ArrayList<String>();
    if (node.isArray()) {
      node.forEach(each -> texts.add(each.asText()));
    } else if (!node.isMissingNode()) {
      texts.add(node.asText());
    }
    return texts;
  }
}
