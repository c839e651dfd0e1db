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
import org.yaml.snakeyaml.reader.ReaderException;

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
  private final SigmaFiles known;
  private final List<SigmaRule> rules = new ArrayList<>();
  private final List<SigmaFilter> filters = new ArrayList<>();
  private final List<RuleProblem> problems = new ArrayList<>();
  private final List<RuleProblem> warnings = new ArrayList<>();
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
    reader = new RuleReader(placeholders, SourceNames.NONE);
    known = new SigmaFiles();
  }

  /**
   * A loader that knows no values for placeholders.
   *
   * @param known files that need not be read again where their text is the same
   * @param names those of log sources; rules with names that are nearly the same are warned of
   */
  public SigmaLoader(SigmaFiles known, SourceNames names) {
    reader = new RuleReader(Map.of(), names);
    this.known = known;
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
    boolean isHead = name.equals("pack.yaml") || name.endsWith("/pack.yaml");
    return name.endsWith(".yml")
        || (name.endsWith(".yaml") && !name.endsWith(".test.yaml") && !isHead);
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
    for (SigmaDocument document : known.read(name, text, () -> documents(name, text))) {
      take(name, document);
    }
    return this;
  }

  /** What the documents of a file are, each by itself. */
  private List<SigmaDocument> documents(String name, String text) {
    var found = new ArrayList<SigmaDocument>();
    try {
      for (Node document : yaml().composeAll(new StringReader(text))) {
        // Behind the last line of dashes there is a document with nothing in it.
        if (!Nodes.isNull(document)) {
          found.add(document(name, document));
        }
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      found.add(
          SigmaDocument.Bad.of(
              new RuleProblem(
                  name,
                  mark == null ? 0 : mark.getLine() + 1,
                  mark == null ? 0 : mark.getColumn() + 1,
                  "the YAML is broken: " + e.getProblem())));
    } catch (ReaderException e) {
      found.add(new SigmaDocument.Bad(List.of(unreadable(name, text, e))));
    } catch (YAMLException e) {
      found.add(
          SigmaDocument.Bad.of(RuleProblem.of(name, "the YAML is broken: " + e.getMessage())));
    }
    return found;
  }

  private static RuleProblem unreadable(String name, String text, ReaderException e) {
    String before = text.substring(0, Math.clamp(e.getPosition(), 0, text.length()));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    String what = "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
    return new RuleProblem(name, line, column, what);
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_YAML_DEPTH);
    options.setCodePointLimit(RuleFiles.MAX_FILE);
    options.setAllowDuplicateKeys(true);
    return new Yaml(new SafeConstructor(options));
  }

  private SigmaDocument document(String name, Node document) {
    var found = new ArrayList<RuleProblem>();
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
        return correlation(document, members);
      }
      if (members.containsKey("filter")) {
        SigmaFilter filter = reader.filter(document, name, found);
        return new SigmaDocument.Filter(filter, found);
      }
      int column = document.getStartMark().getColumn() + 1;
      SigmaRule rule = reader.rule(document, name, found);
      return new SigmaDocument.Detection(rule, Nodes.text(members, "name"), column, found);
    } catch (Rejection e) {
      return new SigmaDocument.Bad(
          e.all().stream()
              .map(each -> new RuleProblem(name, each.line(), each.column(), each.text()))
              .toList());
    }
  }

  private static SigmaDocument correlation(Node document, Map<String, Node> members) {
    String title = RuleReader.title(document, members);
    String id = Nodes.text(members, "id");
    return new SigmaDocument.Correlation(
        id.isEmpty() ? RuleReader.made(title) : id.toLowerCase(Locale.ROOT),
        Nodes.text(members, "name"),
        document);
  }

  private void take(String file, SigmaDocument document) {
    switch (document) {
      case SigmaDocument.Bad(List<RuleProblem> found) -> problems.addAll(found);
      case SigmaDocument.Filter(SigmaFilter filter, List<RuleProblem> unmeant) -> {
        filters.add(filter);
        warnings.addAll(unmeant);
      }
      case SigmaDocument.Detection(
              SigmaRule rule,
              String name,
              int column,
              List<RuleProblem> unmeant) -> {
        if (take(rule.id(), file, rule.line(), column)) {
          names.enter(rule.id(), name);
          rules.add(rule);
          warnings.addAll(unmeant);
        }
      }
      case SigmaDocument.Correlation(String id, String name, Node node) -> {
        Mark mark = node.getStartMark();
        if (take(id, file, mark.getLine() + 1, mark.getColumn() + 1)) {
          names.enter(id, name);
          drafts.add(new Draft(id, node, file));
        }
      }
    }
  }

  /** Whether the id can be had. */
  private boolean take(String id, String file, int line, int column) {
    if (rules.size() + drafts.size() >= MAX_RULES) {
      problems.add(
          new RuleProblem(file, line, column, "there are " + MAX_RULES + " rules already"));
      return false;
    }
    String before = ids.putIfAbsent(id, file);
    if (before != null) {
      problems.add(
          new RuleProblem(file, line, column, "the id " + id + " is that of a rule in " + before));
      return false;
    }
    return true;
  }

  /**
   * What was read, with the filters put behind the rules they are for and the correlations put
   * behind those they name.
   */
  public Loaded loaded() {
    var all = new ArrayList<>(problems());
    var links = new SigmaLinks();
    links.enter(this);
    List<SigmaCorrelation> correlations =
        links.correlations((_, problem) -> all.add(problem)).getOrDefault(this, List.of());
    return new Loaded(rules(), correlations, all, warnings);
  }

  /** The rules for single events, with the filters put behind those they are for. */
  public List<SigmaRule> rules() {
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
    return filtered;
  }

  /** What cannot be used, but for correlations that name what is not there. */
  public List<RuleProblem> problems() {
    var all = new ArrayList<>(problems);
    for (SigmaFilter filter : filters) {
      for (String wanted : filter.rules()) {
        String why = filter.uselessFor(wanted, rules, names);
        if (!why.isEmpty()) {
          all.add(new RuleProblem(filter.file(), filter.line(), 1, why));
        }
      }
    }
    return all;
  }

  /** What is likely not meant as it is, in rules and filters that are used all the same. */
  public List<RuleProblem> warnings() {
    return List.copyOf(warnings);
  }

  RuleNames names() {
    return names;
  }

  List<Draft> drafts() {
    return drafts;
  }

  /** A correlation of which only the head was read. */
  record Draft(String id, Node document, String file) {}

  /**
   * What was read.
   *
   * @param correlations each behind those that it names
   * @param problems in the order of the files, those of correlations last
   * @param warnings what is likely not meant as it is
   */
  public record Loaded(
      List<SigmaRule> rules,
      List<SigmaCorrelation> correlations,
      List<RuleProblem> problems,
      List<RuleProblem> warnings) {
    public Loaded {
      rules = List.copyOf(rules);
      correlations = List.copyOf(correlations);
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }
  }
}
