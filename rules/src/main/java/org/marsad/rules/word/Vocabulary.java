package org.marsad.rules.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.rules.signal.Signal;

/**
 * All words for events, from {@code vocabulary.yaml}. Immutable.
 *
 * <p>Which words an event has is judged once, in stage 1, where all values of its fields are; its
 * signal carries the answer in the field {@link #WORDS}.
 */
public final class Vocabulary {
  /** The field of a signal that names its words, with blanks between them. */
  public static final String WORDS = "marsad.words";

  /** What a burst or a silence may count instead of a word: every event. */
  public static final String ANY = "*";

  /** What can be asked of any event. */
  private static final Map<String, List<String>> OF_ANY =
      Map.of(
          "host", List.of("host.name"),
          "user", List.of("user.name"),
          "sourceIp", List.of("source.ip"),
          "sender", List.of("log.source.address"),
          "module", List.of("event.module"));

  /** Which words go together; there are few such texts, and every signal has one. */
  private static final Map<String, List<String>> SPLIT = new ConcurrentHashMap<>();

  private static final int MOST_SPLIT = 1024;

  private static final Vocabulary SHIPPED = read("/vocabulary.yaml");

  private final Map<String, Word> words;

  private Vocabulary(Map<String, Word> words) {
    this.words = Map.copyOf(words);
  }

  /** The one that comes with Marsad. */
  public static Vocabulary shipped() {
    return SHIPPED;
  }

  private static Vocabulary read(String resource) {
    try (InputStream in = Vocabulary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("it is missing");
      }
      var words = new LinkedHashMap<String, Word>();
      for (Map.Entry<String, JsonNode> entry : new YAMLMapper().readTree(in).properties()) {
        JsonNode word = entry.getValue();
        words.put(
            entry.getKey(),
            Word.of(
                entry.getKey(),
                QueryParser.parse(word.path("when").asText()),
                fields(word.path("texts")),
                fields(word.path("numbers"))));
      }
      words.put(ANY, Word.of(ANY, new Query.All(), OF_ANY, Map.of()));
      return new Vocabulary(words);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, List<String>> fields(JsonNode attributes) {
    var fields = new LinkedHashMap<String, List<String>>();
    for (Map.Entry<String, JsonNode> entry : attributes.properties()) {
      var names = new ArrayList<String>();
      if (entry.getValue().isArray()) {
        entry.getValue().forEach(name -> names.add(name.asText()));
      } else {
        names.add(entry.getValue().asText());
      }
      fields.put(entry.getKey(), List.copyOf(names));
    }
    return fields;
  }

  /** The names of all words. */
  public Set<String> names() {
    return words.keySet();
  }

  /** The word of a name, or null. */
  public @Nullable Word find(String name) {
    return words.get(name);
  }

  /** The word of a name that is known to be one. */
  public Word get(String name) {
    Word word = words.get(name);
    if (word == null) {
      throw new IllegalArgumentException("no such word: " + name);
    }
    return word;
  }

  /** The words of a signal that some pack wants. */
  public static List<String> of(Signal signal) {
    String words = signal.field(WORDS);
    if (words == null) {
      return List.of();
    }
    List<String> known = SPLIT.get(words);
    if (known == null) {
      known = List.of(words.split(" ", -1));
      if (SPLIT.size() < MOST_SPLIT) {
        SPLIT.put(words, known);
      }
    }
    return known;
  }
}
