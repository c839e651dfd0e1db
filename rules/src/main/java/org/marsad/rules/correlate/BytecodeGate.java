package org.marsad.rules.correlate;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The second gate: everything a pack compiled to, read before any of it is loaded. An allow-list:
 * its classes may name the vocabulary, the boxes of numbers, comparisons of texts, and the model
 * that rules are built of; they may call of these only what honest rules call; and nothing in them
 * jumps backwards, so that whatever runs ends. It holds whatever the source gate lets through.
 * Stateless.
 */
final class BytecodeGate {
  private static final String API = "org/marsad/rules/correlate/api/";
  private static final String PROJECT = "org/drools/project/model/ProjectModel_";

  /** Classes that may be named but not used: what is in signatures and annotations. */
  private static final Set<String> NAMED =
      Set.of(
          "java/io/Serializable",
          "java/lang/Exception",
          "java/lang/System",
          "java/lang/Throwable",
          "java/lang/invoke/MethodHandles",
          "java/lang/invoke/MethodHandles$Lookup",
          "java/lang/invoke/StringConcatFactory",
          "java/time/format/DateTimeFormatter",
          "java/util/List",
          "java/util/Locale",
          "java/util/concurrent/TimeUnit",
          "org/drools/base/factmodel/AccessibleFact",
          "org/drools/base/factmodel/GeneratedFact",
          "org/drools/model/DomainClassMetadata",
          "org/drools/model/Index",
          "org/drools/model/Model",
          "org/drools/model/PatternDSL",
          "org/drools/model/PatternDSL$ReactOn",
          "org/drools/model/Rule",
          "org/drools/model/RuleItemBuilder",
          "org/drools/model/functions/HashedExpression",
          "org/drools/model/view/ViewItemBuilder",
          "org/kie/api/definition/type/Expires",
          "org/kie/api/definition/type/Expires$Policy",
          "org/kie/api/definition/type/Role",
          "org/kie/api/definition/type/Role$Type");

  /** What may be called or read, by class; an empty set allows all of its members. */
  private static final Map<String, Set<String>> USED =
      Map.ofEntries(
          Map.entry("java/lang/Object", Set.of("<init>")),
          Map.entry("java/lang/Enum", Set.of("<init>", "valueOf")),
          Map.entry("java/lang/Boolean", Set.of("TYPE", "valueOf", "booleanValue")),
          Map.entry("java/lang/Double", Set.of("TYPE", "valueOf", "doubleValue")),
          Map.entry("java/lang/Integer", Set.of("TYPE", "valueOf", "intValue")),
          Map.entry("java/lang/Long", Set.of("TYPE", "valueOf", "longValue")),
          Map.entry("java/lang/IllegalArgumentException", Set.of("<init>")),
          Map.entry("java/lang/RuntimeException", Set.of("<init>")),
          Map.entry("java/lang/String", Set.of("equals", "hashCode", "valueOf")),
          Map.entry("java/lang/StringBuilder", Set.of("<init>", "append", "toString")),
          Map.entry("java/lang/System", Set.of("arraycopy")),
          Map.entry("java/lang/invoke/StringConcatFactory", Set.of("makeConcatWithConstants")),
          Map.entry(
              "java/time/format/DateTimeFormatterBuilder",
              Set.of("<init>", "appendPattern", "parseCaseInsensitive", "toFormatter")),
          Map.entry("java/util/ArrayList", Set.of("<init>")),
          Map.entry("java/util/Arrays", Set.of("asList")),
          Map.entry("java/util/Collections", Set.of("emptyList")),
          Map.entry("java/util/List", Set.of("add")),
          Map.entry("java/util/Locale", Set.of("ENGLISH")),
          Map.entry("java/util/concurrent/TimeUnit", Set.of("SECONDS")),
          Map.entry("org/drools/util/DateUtils", Set.of("getDateFormatMask")),
          Map.entry("org/drools/modelcompiler/util/EvaluationUtil", Set.of()),
          Map.entry("org/drools/model/Index$ConstraintType", Set.of()),
          Map.entry("org/drools/model/PatternDSL$PatternDef", Set.of()),
          Map.entry("org/drools/model/DomainClassMetadata", Set.of()),
          Map.entry("org/drools/model/impl/RuleBuilder", Set.of("build")),
          Map.entry(
              "org/drools/modelcompiler/dsl/pattern/D",
              Set.of(
                  "after",
                  "alphaIndexedBy",
                  "and",
                  "before",
                  "betaIndexedBy",
                  "declarationOf",
                  "eval",
                  "exists",
                  "from",
                  "globalOf",
                  "not",
                  "on",
                  "or",
                  "pattern",
                  "reactOn",
                  "rule",
                  "supply",
                  "typeMetaData",
                  "newTypeMetaData",
                  "annotation",
                  "annotationValue")));

  /** Families of classes: their members are what the model is built of. */
  private static final List<String> MODEL =
      List.of(
          "org/drools/model/consequences/ConsequenceBuilder",
          "org/drools/model/functions/Block",
          "org/drools/model/functions/Function",
          "org/drools/model/functions/Predicate",
          "org/drools/model/functions/temporal/",
          "org/drools/model/operators/ContainsOperator",
          "org/drools/model/operators/InOperator",
          "org/drools/model/operators/StringEndsWithOperator",
          "org/drools/model/operators/StringStartsWithOperator");

  /** What the class that describes the module uses beside; the author has no say in it. */
  private static final List<String> PROJECT_ONLY =
      List.of(
          "org/kie/api/KieServices",
          "org/kie/api/builder/model/",
          "org/kie/api/conf/",
          "org/kie/api/runtime/conf/ClockTypeOption",
          "org/kie/util/maven/support/ReleaseIdImpl",
          "org/drools/modelcompiler/CanonicalKieModuleModel");

  /** Inherited by everything, and of no use to a rule. */
  private static final Set<String> NEVER =
      Set.of("getClass", "wait", "notify", "notifyAll", "clone", "finalize", "proveBy", "evidence");

  private final String home;
  private final List<String> problems = new ArrayList<>();

  private BytecodeGate(String packageName) {
    home = packageName.replace('.', '/') + "/";
  }

  /**
   * What is wrong; empty if the classes may be loaded.
   *
   * @param classes bytes by internal name
   */
  static List<String> check(String packageName, Map<String, byte[]> classes) {
    var gate = new BytecodeGate(packageName);
    new TreeMap<>(classes).forEach(gate::look);
    return gate.problems;
  }

  private void look(String name, byte[] bytes) {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      boolean project = name.startsWith(PROJECT);
      if (!model.thisClass().asInternalName().equals(name) || !(name.startsWith(home) || project)) {
        problem(name, "is not of the pack's own package");
      }
      for (PoolEntry entry : model.constantPool()) {
        entry(name, entry, project);
      }
      model.methods().forEach(method -> method(name, method));
    } catch (IllegalArgumentException e) {
      problem(name, "cannot be read: " + e.getMessage());
    }
  }

  private void entry(String name, PoolEntry entry, boolean project) {
    switch (entry) {
      case ClassEntry type -> {
        String of = element(type.asInternalName());
        if (!isNamed(of) && !(project && isOfProject(of))) {
          problem(name, "names " + of.replace('/', '.'));
        }
      }
      case MemberRefEntry member -> {
        String of = element(member.owner().asInternalName());
        String called = member.name().stringValue();
        if (!isUsed(of, called) && !(project && isOfProject(of))) {
          problem(name, "uses " + of.replace('/', '.') + "." + called);
        }
      }
      case InvokeDynamicEntry dynamic -> {
        String factory = dynamic.bootstrap().bootstrapMethod().reference().owner().asInternalName();
        if (!factory.equals("java/lang/invoke/StringConcatFactory")) {
          problem(name, "links at run time by " + factory.replace('/', '.'));
        }
      }
      case ConstantDynamicEntry _ -> problem(name, "makes constants at run time");
      default -> {
        // Texts, numbers, and the parts of what is looked at above.
      }
    }
  }

  private boolean isNamed(String type) {
    return type.length() == 1
        || type.startsWith(home)
        || type.startsWith(API)
        || type.startsWith(PROJECT)
        || NAMED.contains(type)
        || USED.containsKey(type)
        || isOfModel(type);
  }

  private boolean isUsed(String owner, String member) {
    if (NEVER.contains(member)) {
      return false;
    }
    Set<String> members = USED.get(owner);
    if (members != null) {
      return members.isEmpty() || members.contains(member);
    }
    return owner.startsWith(home)
        || owner.startsWith(PROJECT)
        || (owner.startsWith(API) && !member.startsWith("set"))
        || isOfModel(owner);
  }

  private static boolean isOfModel(String type) {
    return MODEL.stream().anyMatch(type::startsWith);
  }

  private static boolean isOfProject(String type) {
    return PROJECT_ONLY.stream().anyMatch(type::startsWith);
  }

  /** The class of an array's elements, or the class itself. */
  private static String element(String type) {
    int depth = 0;
    while (depth < type.length() && type.charAt(depth) == '[') {
      depth++;
    }
    boolean object = depth > 0 && type.charAt(depth) == 'L';
    return object ? type.substring(depth + 1, type.length() - 1) : type.substring(depth);
  }

  private void method(String name, MethodModel method) {
    if (method.flags().has(AccessFlag.NATIVE)) {
      problem(name, "has a method outside of Java");
    }
    method.code().ifPresent(code -> code(name, method, code));
  }

  /** What jumps backwards may never end, and what locks may never go on. */
  private void code(String name, MethodModel method, CodeModel code) {
    var passed = new HashSet<Label>();
    for (CodeElement element : code) {
      boolean back =
          switch (element) {
            case LabelTarget target -> !passed.add(target.label());
            case BranchInstruction branch -> passed.contains(branch.target());
            case TableSwitchInstruction table ->
                passed.contains(table.defaultTarget())
                    || table.cases().stream().anyMatch(each -> passed.contains(each.target()));
            case LookupSwitchInstruction lookup ->
                passed.contains(lookup.defaultTarget())
                    || lookup.cases().stream().anyMatch(each -> passed.contains(each.target()));
            default -> false;
          };
      if (back) {
        problem(name, "has a loop in " + method.methodName().stringValue());
        return;
      }
      if (element instanceof MonitorInstruction) {
        problem(name, "has a lock in " + method.methodName().stringValue());
        return;
      }
    }
  }

  private void problem(String name, String what) {
    String told = "a class that the rules compiled to " + what;
    if (!problems.contains(told) && problems.size() < 50) {
      problems.add(told + (name.startsWith(home) ? "" : " (" + name + ")"));
    }
  }
}
