package org.marsad.rules.pack;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.archive.RuleFiles;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaFiles;
import org.marsad.rules.sigma.SigmaLoader;
import org.marsad.rules.source.KnownSources;

/**
 * Rules that belong to no pack: Sigma and native YAML, any number of documents in a file, the two
 * mixed as they come. A document is native if it has a key {@code match}, {@code indicator} or
 * {@code new_terms}. DRL is never among them. What cannot be used is told with its place and left
 * out. One thread.
 */
public final class LooseRules {
  private static final List<String> NATIVE = List.of("match:", "indicator:", "new_terms:");

  private final String name;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final SigmaLoader sigma = new SigmaLoader(new SigmaFiles(), KnownSources.names());
  private final NativeRules natives;
  private final YAMLMapper yaml = new YAMLMapper();

  private LooseRules(String name) {
    this.name = name;
    natives = new NativeRules(name, "", problems);
    yaml.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /**
   * Reads texts; lists of indicators do not come with them.
   *
   * @param files texts by the names of their files
   * @param name of the pack that they become
   */
  public static PackLoader.Loaded read(Map<String, String> files, String name) {
    var rules = new LooseRules(name);
    new TreeMap<>(files).forEach((file, text) -> rules.take(file, text, null));
    return rules.loaded();
  }

  /**
   * Reads a file, a folder or an archive.
   *
   * @throws IOException if it cannot be read
   */
  public static PackLoader.Loaded read(Path path) throws IOException {
    return read(List.of(path));
  }

  /** Reads several of them as one; they may name each other's rules. */
  public static PackLoader.Loaded read(List<Path> paths) throws IOException {
    String name = paths.isEmpty() ? "" : String.valueOf(whole(paths.getFirst()).getFileName());
    var rules = new LooseRules(name);
    for (Path path : paths) {
      boolean isFolder = Files.isDirectory(path);
      Path parent = whole(path).getParent();
      Path folder = isFolder || parent == null ? whole(path) : parent;
      Path beside = isFolder || isRules(path.toString()) ? folder : null;
      texts(path, rules.problems).forEach((file, text) -> rules.take(file, text, beside));
    }
    return rules.loaded();
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * The texts that may hold rules, of a file, a folder or an archive, by their names in it.
   *
   * @param problems takes what cannot be read
   */
  public static Map<String, String> texts(Path path, List<RuleProblem> problems)
      throws IOException {
    var texts = new LinkedHashMap<String, String>();
    RuleFiles.read(
        path,
        LooseRules::isRules,
        new RuleFiles.Visitor() {
          @Override
          public void file(String file, byte[] content) {
            try {
              ByteBuffer bytes = ByteBuffer.wrap(content);
              texts.put(file, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            } catch (CharacterCodingException _) {
              problems.add(RuleProblem.of(file, "the file is not UTF-8"));
            }
          }

          @Override
          public void problem(RuleProblem problem) {
            problems.add(problem);
          }
        });
    return texts;
  }

  /** Whether a file may hold rules: YAML that is neither tests nor the head of a pack. */
  public static boolean isRules(String file) {
    boolean isYaml = file.endsWith(".yml") || file.endsWith(".yaml");
    return isYaml
        && !file.endsWith(".test.yaml")
        && !file.equals(PackLoader.HEAD)
        && !file.endsWith("/" + PackLoader.HEAD);
  }

  /**
   * Takes the native documents; the others go to Sigma on the lines on which they stand.
   *
   * @param folder in which the file lies; null if it came without
   */
  private void take(String file, String text, @Nullable Path folder) {
    var rest = new StringBuilder();
    int line = 0;
    for (int from = 0; from < text.length(); ) {
      int to = documentEnd(text, from);
      String document = text.substring(from, to);
      int lines = (int) document.chars().filter(c -> c == '\n').count();
      if (isNative(document)) {
        take(file, "\n".repeat(line) + document, line, folder);
        rest.append("\n".repeat(lines));
      } else {
        rest.append(document);
      }
      line += lines;
      from = to;
    }
    if (!rest.toString().isBlank()) {
      sigma.add(file, rest.toString());
    }
  }

  /** Where the next line of dashes begins, or the text ends. */
  private static int documentEnd(String text, int from) {
    for (int at = text.indexOf("\n---", from); at >= 0; at = text.indexOf("\n---", at + 1)) {
      if (at + 4 == text.length() || text.charAt(at + 4) <= ' ') {
        return at + 1;
      }
    }
    return text.length();
  }

  private static boolean isNative(String document) {
    return NATIVE.stream()
        .anyMatch(key -> document.startsWith(key) || document.contains("\n" + key));
  }

  private void take(String file, String text, int line, @Nullable Path folder) {
    try {
      JsonNode rule = yaml.readTree(text);
      if (rule.isObject()) {
        natives.read(rule, text, file, folder == null ? null : folder.resolve(file));
      } else {
        problems.add(new RuleProblem(file, line + 1, 1, "expecting keys and values"));
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      problems.add(
          new RuleProblem(
              file,
              at == null ? line + 1 : at.getLineNr(),
              at == null ? 0 : at.getColumnNr(),
              e.getOriginalMessage()));
    }
  }

  private PackLoader.Loaded loaded() {
    PackLoader.Loaded read = PackLoader.ofSigma(sigma.loaded(), name);
    Pack pack = read.packs().getFirst();
    problems.addAll(read.problems());
    Set<String> ids = new HashSet<>();
    pack.sigma().forEach(rule -> ids.add(rule.meta().id()));
    pack.grouped().forEach(rule -> ids.add(rule.meta().id()));
    return new PackLoader.Loaded(
        List.of(
            new Pack(
                name,
                pack.version(),
                pack.title(),
                pack.author(),
                once(natives.detections, ids),
                pack.sigma(),
                pack.grouped(),
                once(natives.indicators, ids),
                once(natives.newTerms, ids),
                Map.of(),
                Map.of())),
        problems,
        read.warnings());
  }

  /** Those whose ids no other has. */
  private <T extends Rule> List<T> once(List<T> rules, Set<String> ids) {
    var once = new ArrayList<T>();
    for (T rule : rules) {
      if (ids.add(rule.meta().id())) {
        once.add(rule);
      } else {
        problems.add(
            RuleProblem.of(name, "the id " + rule.meta().id() + " is that of another rule"));
      }
    }
    return once;
  }
}
