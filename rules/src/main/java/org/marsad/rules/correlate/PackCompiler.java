package org.marsad.rules.correlate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.compiler.kie.builder.impl.KieBuilderImpl;
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
import org.marsad.model.incident.Level;
import org.marsad.rules.drl.Derivation;
import org.marsad.rules.drl.DrlPack;
import org.marsad.rules.drl.DrlReader;
import org.marsad.rules.drl.RuleText;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.word.Vocabulary;

/**
 * Compiles the DRL of one pack, between two gates: what the compiler reads was written by {@link
 * DrlReader}, and what it wrote is looked at by {@link BytecodeGate} before any of it is loaded.
 */
final class PackCompiler {
  private static final String RESOURCES = "src/main/resources/";

  private static final String CLASS = ".class";

  private final Pack pack;
  private final List<RuleProblem> problems;

  private PackCompiler(Pack pack, List<RuleProblem> problems) {
    this.pack = pack;
    this.problems = problems;
  }

  /**
   * The pack's correlations; empty if it has none, or something in them is wrong.
   *
   * @param problems takes what is wrong
   */
  static Optional<CompiledPack> compile(Pack pack, List<RuleProblem> problems) {
    return pack.drl().isEmpty() ? Optional.empty() : new PackCompiler(pack, problems).run();
  }

  private Optional<CompiledPack> run() {
    String packageName = CompiledPack.packageName(pack.name());
    DrlPack read = DrlReader.read(pack.drl(), packageName, pack.partition(), Vocabulary.shipped());
    problems.addAll(read.problems());
    if (!read.problems().isEmpty()) {
      return Optional.empty();
    }
    var rules = new HashMap<String, Rule.Correlation>();
    read.rules().values().stream()
        .flatMap(List::stream)
        .forEach(rule -> rules.put(rule.name(), correlation(rule)));
    return compile(packageName, read.sources())
        .map(
            container ->
                new CompiledPack(
                    pack,
                    container,
                    base(container),
                    rules,
                    read.derivations(),
                    read.patterns(),
                    read.interests(),
                    read.lookups(),
                    read.partition(),
                    reach(read),
                    print(pack)));
  }

  private static long reach(DrlPack read) {
    long measured = 0;
    for (Derivation derivation : read.derivations()) {
      measured = Math.max(measured, derivation.within());
    }
    long longest = 0;
    for (List<RuleText> rules : read.rules().values()) {
      for (RuleText rule : rules) {
        longest = Math.max(longest, rule.reach());
      }
    }
    return measured + longest;
  }

  private static KieBase base(KieContainer container) {
    KieBaseConfiguration configuration = KieServices.get().newKieBaseConfiguration();
    configuration.setOption(EventProcessingOption.STREAM);
    return container.newKieBase(configuration);
  }

  /** A number that is another one when the correlations of a pack are others. */
  static long print(Pack pack) {
    long print = (pack.name() + "/" + pack.author() + "/" + pack.partition()).hashCode();
    for (Map.Entry<String, String> file : new TreeMap<>(pack.drl()).entrySet()) {
      print = print * 31 + file.getKey().hashCode();
      print = print * 31 + file.getValue().hashCode();
    }
    return print;
  }

  private Rule.Correlation correlation(RuleText rule) {
    String id = rule.annotation("id");
    String version = rule.annotation("version");
    String attack = rule.annotation("attack");
    var meta =
        new Rule.Meta(
            id.isEmpty() ? pack.name() + "-" + slug(rule.name()) : id,
            version.isEmpty() ? 1 : Integer.parseInt(version),
            rule.name(),
            rule.annotation("description"),
            pack.author(),
            Level.parse(rule.annotation("severity")).orElseThrow(),
            attack.isEmpty() ? List.of() : List.of(attack.split(" *, *", -1)),
            pack.name());
    return new Rule.Correlation(meta, rule.name(), rule.silent());
  }

  /** {@code brute-force-then-success} of {@code Brute force, then success}. */
  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private Optional<KieContainer> compile(String packageName, Map<String, String> sources) {
    KieServices services = KieServices.get();
    ReleaseId id =
        services.newReleaseId("packs", pack.name(), "1." + Integer.toHexString(sources.hashCode()));
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(id);
    String folder = RESOURCES + packageName.replace('.', '/') + "/";
    sources.forEach((file, text) -> files.write(folder + nameOf(file), text));
    KieBuilder builder = services.newKieBuilder(files);
    try {
      builder.buildAll(ExecutableModelProject.class);
      List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
      errors.forEach(error -> problems.add(problem(sources.keySet(), error)));
      if (!errors.isEmpty() || !isHarmless(packageName, (KieBuilderImpl) builder)) {
        return Optional.empty();
      }
      return Optional.of(services.newKieContainer(id));
    } finally {
      // It would be kept for ever, and its classes with it.
      services.getRepository().removeKieModule(id);
    }
  }

  /** What the second gate alone says of a text, of which nothing is loaded: for its tests. */
  static List<String> judge(String packageName, String text) {
    KieServices services = KieServices.get();
    ReleaseId id = services.newReleaseId("packs", packageName, "0");
    KieFileSystem files = services.newKieFileSystem();
    files.generateAndWritePomXML(id);
    files.write(RESOURCES + packageName.replace('.', '/') + "/judged.drl", text);
    KieBuilder builder = services.newKieBuilder(files);
    try {
      builder.buildAll(ExecutableModelProject.class);
      var told = new ArrayList<String>();
      builder.getResults().getMessages(Message.Level.ERROR).forEach(e -> told.add("not compiled"));
      return told.isEmpty()
          ? BytecodeGate.check(packageName, classes((KieBuilderImpl) builder))
          : told;
    } finally {
      services.getRepository().removeKieModule(id);
    }
  }

  /** The second gate. */
  private boolean isHarmless(String packageName, KieBuilderImpl builder) {
    List<String> found = BytecodeGate.check(packageName, classes(builder));
    found.forEach(
        each -> problems.add(RuleProblem.of(pack.name() + "/correlate", "refused: " + each)));
    return found.isEmpty();
  }

  /** All that was compiled, by internal name. */
  private static Map<String, byte[]> classes(KieBuilderImpl builder) {
    var module = (InternalKieModule) builder.getKieModuleIgnoringErrors();
    var classes = new TreeMap<String, byte[]>();
    for (String name : module.getFileNames()) {
      if (name.endsWith(CLASS)) {
        classes.put(name.substring(0, name.length() - CLASS.length()), module.getBytes(name));
      }
    }
    return classes;
  }

  private static RuleProblem problem(Set<String> files, Message error) {
    String path = nameOf(String.valueOf(error.getPath()));
    String file = files.stream().filter(each -> nameOf(each).equals(path)).findFirst().orElse(path);
    return new RuleProblem(file, Math.max(error.getLine(), 0), 0, error.getText());
  }

  private static String nameOf(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
