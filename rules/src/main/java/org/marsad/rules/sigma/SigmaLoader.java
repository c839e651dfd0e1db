package org.marsad.rules.sigma;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.rules.archive.RuleFiles;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads Sigma's YAML: files with any number of documents, folders of them, and archives (see {@link
 * RuleFiles}). What cannot be used is told with its place and left out, the rest is loaded; no rule
 * is loaded that could not match as its author meant it. Filters are put behind the rules they are
 * for when everything was read. One thread.
 */
public final class SigmaLoader {
  private static final int MAX_RULES = 100_000;
  private static final int MAX_YAML_DEPTH = 64;

  private final RuleReader reader;
  private final List<SigmaRule> rules = new ArrayList<>();
  private final List<SigmaFilter> filters = new ArrayList<>();
  private final List<RuleProblem> problems = new ArrayList<>();
  private final Map<String, String> ids = new HashMap<>();
  private final RuleNames names = new RuleNames();
  private final List<Draft> drafts = new ArrayList<>();

  /** A loader that knows no values for placeholders. */
  public SigmaLoader() {
    this(Map.of());
  }

  /**
   * A loader.
   *
   * @param placeholders values of {@code %name%} where a rule says {@code expand}
   */
  public SigmaLoader(Map<String, List<String>> placeholders) {
    reader = new RuleReader(placeholders);
  }

  /**
   * Reads a file, a folder or an archive.
   *
   * @throws IOException if it cannot be read
   */
  public SigmaLoader add(Path path) throws IOException {
    RuleFiles.read(
        path,
        SigmaLoader::isYaml,
        new RuleFiles.Visitor() {
          @Override
          public void file(String name, byte[] content) {
            add(name, content);
          }

          @Override
          public void problem(RuleProblem problem) {
            problems.add(problem);
          }
        });
    return this;
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yml") || (name.endsWith(".yaml") && !name.endsWith(".test.yaml"));
  }

  private void add(String name, byte[] content) {
    try {
      add(name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException _) {
      problems.add(RuleProblem.of(name, "the file is not UTF-8"));
    }
  }

  /** Reads the text of a file. */
  public SigmaLoader add(String name, String text) {
    try {
      for (Node document : yaml().composeAll(new StringReader(text))) {
        // Behind the last line of dashes there is a document with nothing in it.
        if (!Nodes.isNull(document)) {
          document(name, document);
        }
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      problems.add(
          new RuleProblem(
              name,
              mark == null ? 0 : mark.getLine() + 1,
              mark == null ? 0 : mark.getColumn() + 1,
              "the YAML is broken: " + e.getProblem()));
    } catch (YAMLException e) {
      problems.add(RuleProblem.of(name, "the YAML is broken: " + e.getMessage()));
    }
    return this;
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_YAML_DEPTH);
    options.setCodePointLimit(RuleFiles.MAX_FILE);
    options.setAllowDuplicateKeys(true);
    return new Yaml(new SafeConstructor(options));
  }

  private void document(String name, Node document) {
    try {
      if (!(document instanceof MappingNode)) {
        throw Rejection.at(document, "expecting a rule with keys and values");
      }
      Map<String, Node> members = Nodes.members(document);
      if (members.containsKey("action")) {
        throw Rejection.at(
            Nodes.key(document, "action"),
            "collections with \"action\" are not part of Sigma any more; write the rules out");
      }
      if (members.containsKey("correlation")) {
        correlation(document, members, name);
      } else if (members.containsKey("filter")) {
        filters.add(reader.filter(document, name));
      } else {
        enter(reader.rule(document, name), Nodes.text(members, "name"), document);
      }
    } catch (Rejection e) {
      problems.add(new RuleProblem(name, e.line(), e.column(), e.text()));
    }
  }

  private void correlation(Node document, Map<String, Node> members, String file) {
    String title = Nodes.text(members, "title");
    if (title.isEmpty()) {
      throw Rejection.at(document, "\"title\" is missing");
    }
    String id = Nodes.text(members, "id");
    var draft =
        new Draft(
            id.isEmpty() ? RuleReader.made(title) : id.toLowerCase(Locale.ROOT), document, file);
    take(draft.id, file, document);
    names.enter(draft.id, Nodes.text(members, "name"));
    drafts.add(draft);
  }

  private void enter(SigmaRule rule, String name, Node document) {
    take(rule.id(), rule.file(), document);
    names.enter(rule.id(), name);
    rules.add(rule);
  }

  private void take(String id, String file, Node document) {
    if (rules.size() + drafts.size() >= MAX_RULES) {
      throw Rejection.at(document, "there are " + MAX_RULES + " rules already");
    }
    String before = ids.putIfAbsent(id, file);
    if (before != null) {
      throw Rejection.at(document, "the id " + id + " is that of a rule in " + before);
    }
  }

  /**
   * What was read, with the filters put behind the rules they are for and the correlations put
   * behind those they name.
   */
  public Loaded loaded() {
    var filtered = new ArrayList<SigmaRule>();
    for (SigmaRule rule : rules) {
      var parts = new ArrayList<Expr>(List.of(rule.condition()));
      for (SigmaFilter filter : filters) {
        if (filter.isFor(rule, names)) {
          parts.add(filter.condition());
        }
      }
      filtered.add(parts.size() == 1 ? rule : rule.with(new Expr.All(parts)));
    }
    var all = new ArrayList<>(problems);
    return new Loaded(filtered, correlations(all), all);
  }

  private List<SigmaCorrelation> correlations(List<RuleProblem> all) {
    var correlations = new CorrelationReader(names);
    var order = new CorrelationOrder();
    for (Draft draft : drafts) {
      try {
        order.add(correlations.read(draft.document, draft.file), draft.document);
      } catch (Rejection e) {
        order.leftOut(draft.id);
        all.add(new RuleProblem(draft.file, e.line(), e.column(), e.text()));
      }
    }
    return order.sorted(all);
  }

  /** A correlation of which only the head was read. */
  private record Draft(String id, Node document, String file) {}

  /**
   * What was read.
   *
   * @param correlations each behind those that it names
   * @param problems in the order of the files, those of correlations last
   */
  public record Loaded(
      List<SigmaRule> rules, List<SigmaCorrelation> correlations, List<RuleProblem> problems) {
    public Loaded {
      rules = List.copyOf(rules);
      correlations = List.copyOf(correlations);
      problems = List.copyOf(problems);
    }
  }
}
