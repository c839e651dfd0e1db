package org.marsad.rules.correlate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.ast.descr.TypeDeclarationDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.runtime.KieContainer;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Level;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.state.BurstSpec;

/**
 * Compiles the DRL of one pack, after {@link SourceGate} let it through. A type declared as a burst
 * says by its annotations what is counted; Drools only learns that it is an event.
 */
final class PackCompiler {
  /** On the line of the declaration, so that the numbers of lines stay right. */
  private static final String EVENT =
      " @role(event) @timestamp(ts) @expires(value=2h, policy=TIME_SOFT)";

  private static final String RESOURCES = "src/main/resources/";

  private static final Set<String> BURST_ANNOTATIONS =
      Set.of("of", "where", "by", "within", "atLeast");
  private static final Set<String> WORDS = Set.of("Logon", "ProcessStart");

  private final Pack pack;
  private final List<RuleProblem> problems;
  private final Map<String, Rule.Correlation> rules = new HashMap<>();
  private final List<BurstSpec> bursts = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  private PackCompiler(Pack pack, List<RuleProblem> problems) {
    this.pack = pack;
    this.problems = problems;
  }

  /**
   * The pack's correlations; empty if it has none, or none can be used.
   *
   * @param problems takes what is wrong
   */
  static Optional<CompiledPack> compile(Pack pack, List<RuleProblem> problems) {
    return new PackCompiler(pack, problems).run();
  }

  private Optional<CompiledPack> run() {
    var sources = new HashMap<String, String>();
    pack.drl()
        .forEach(
            (file, text) -> {
              List<RuleProblem> found =
                  SourceGate.check(file, text, CompiledPack.packageName(pack.name()));
              if (found.isEmpty() && describe(file, text)) {
                sources.put(file, rewrite(text));
              }
              problems.addAll(found);
            });
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    return build(sources).map(base -> new CompiledPack(pack, base, rules, bursts, subscriptions));
  }

  /** Reads what rules and types say of themselves; whether all of it makes sense. */
  private boolean describe(String file, String text) {
    int before = problems.size();
    try {
      var parser = new DrlParser(LanguageLevelOption.DRL6);
      PackageDescr descr = parser.parse(false, text);
      if (descr == null || parser.hasErrors()) {
        parser
            .getErrors()
            .forEach(
                e ->
                    problems.add(
                        new RuleProblem(
                            file,
                            e.getLines().length > 0 ? e.getLines()[0] : 0,
                            0,
                            e.getMessage())));
        return false;
      }
      descr.getTypeDeclarations().forEach(type -> burst(file, type));
      descr.getRules().forEach(rule -> rule(file, rule));
      for (String word : WORDS) {
        subscriptions.addAll(Subscription.of(word, text));
      }
    } catch (DroolsParserException e) {
      problems.add(RuleProblem.of(file, String.valueOf(e.getMessage())));
    }
    return problems.size() == before;
  }

  private void rule(String file, RuleDescr rule) {
    String id = text(rule.getAnnotation("id"));
    String severity = text(rule.getAnnotation("severity"));
    Optional<Level> level = Level.parse(severity);
    if (id.isEmpty() || level.isEmpty()) {
      problems.add(
          new RuleProblem(
              file,
              rule.getLine(),
              0,
              "rule \""
                  + rule.getName()
                  + "\" needs @id(\"...\") and @severity of informational, low, medium, high or"
                  + " critical"));
      return;
    }
    String version = text(rule.getAnnotation("version"));
    String attack = text(rule.getAnnotation("attack"));
    var meta =
        new Rule.Meta(
            id,
            version.isEmpty() ? 1 : Integer.parseInt(version),
            rule.getName(),
            text(rule.getAnnotation("description")),
            pack.author(),
            level.get(),
            attack.isEmpty() ? List.of() : List.of(attack.split(" *, *", -1)),
            pack.name());
    rules.put(rule.getName(), new Rule.Correlation(meta, rule.getName()));
  }

  private void burst(String file, TypeDeclarationDescr type) {
    String of = text(type.getAnnotation("of"));
    String by = text(type.getAnnotation("by"));
    Optional<Duration> within = Spans.parse(text(type.getAnnotation("within")));
    int atLeast = number(text(type.getAnnotation("atLeast")));
    Optional<Map<String, String>> where = Conditions.parse(text(type.getAnnotation("where")));
    String problem = "";
    if (!WORDS.contains(of)) {
      problem = "@of must name one of " + WORDS.stream().sorted().toList();
    } else if (!Attributes.has(of, by)) {
      problem = "@by must name an attribute of " + of + ", one of " + Attributes.of(of);
    } else if (within.isEmpty()) {
      problem = "@within must be a span such as \"5m\"";
    } else if (atLeast < 2 || atLeast > BurstSpec.MAX) {
      problem = "@atLeast must be in 2.." + BurstSpec.MAX;
    } else if (where.isEmpty() || !Attributes.hasAll(of, where.get().keySet())) {
      problem = "@where must be like \"outcome == failure && action == ssh_login\"";
    }
    if (!problem.isEmpty()) {
      problems.add(
          new RuleProblem(file, type.getLine(), 0, "type " + type.getTypeName() + ": " + problem));
      return;
    }
    bursts.add(
        new BurstSpec(
            type.getTypeName(),
            of,
            where.orElseThrow(),
            by,
            Nanos.of(within.orElseThrow()),
            atLeast));
  }

  private static int number(String text) {
    return text.isEmpty() || text.length() > 6 || !text.chars().allMatch(Character::isDigit)
        ? -1
        : Integer.parseInt(text);
  }

  private static String text(AnnotationDescr annotation) {
    if (annotation == null) {
      return "";
    }
    Object value = annotation.getValue();
    return value == null ? "" : AnnotationDescr.unquote(String.valueOf(value)).strip();
  }

  /** Takes our own annotations out of declarations and says that their types are events. */
  private static String rewrite(String text) {
    var out = new StringBuilder();
    boolean declaring = false;
    for (String line : text.lines().toList()) {
      String stripped = line.strip();
      boolean starts = stripped.startsWith("declare ");
      declaring = declaring || starts;
      String kept = line;
      if (declaring) {
        for (String name : BURST_ANNOTATIONS) {
          kept = without(kept, "@" + name + "(");
        }
        kept = starts ? withEvent(kept) : kept;
        declaring = !stripped.equals("end") && !stripped.endsWith(" end");
      }
      out.append(kept).append('\n');
    }
    return out.toString();
  }

  private static String withEvent(String line) {
    int at = line.indexOf("Burst") + "Burst".length();
    return line.substring(0, at) + EVENT + line.substring(at);
  }

  private static String without(String line, String annotation) {
    int from = line.indexOf(annotation);
    if (from < 0) {
      return line;
    }
    int quote = line.indexOf('"', from);
    int close =
        quote >= 0 && quote < line.indexOf(')', from)
            ? line.indexOf(')', line.indexOf('"', quote + 1))
            : line.indexOf(')', from);
    return line.substring(0, from) + line.substring(close + 1);
  }

  private static String nameOf(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** The file of ours that Drools calls so. */
  private static String fileOf(Set<String> files, String path) {
    for (String file : files) {
      if (nameOf(file).equals(nameOf(path))) {
        return file;
      }
    }
    return path;
  }

  private Optional<KieBase> build(Map<String, String> sources) {
    KieServices services = KieServices.get();
    ReleaseId id =
        services.newReleaseId("packs", pack.name(), "1." + Integer.toHexString(sources.hashCode()));
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(id);
    String folder = RESOURCES + CompiledPack.packageName(pack.name()).replace('.', '/') + "/";
    sources.forEach((file, text) -> files.write(folder + nameOf(file), text));
    KieBuilder builder = services.newKieBuilder(files);
    builder.buildAll(ExecutableModelProject.class);
    List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
    if (!errors.isEmpty()) {
      errors.forEach(
          e ->
              problems.add(
                  new RuleProblem(
                      fileOf(sources.keySet(), String.valueOf(e.getPath())),
                      Math.max(e.getLine(), 0),
                      0,
                      e.getText())));
      return Optional.empty();
    }
    KieContainer container = services.newKieContainer(id);
    KieBaseConfiguration configuration = services.newKieBaseConfiguration();
    configuration.setOption(EventProcessingOption.STREAM);
    KieBase base = container.newKieBase(configuration);
    services.getRepository().removeKieModule(id);
    return Optional.of(base);
  }
}
