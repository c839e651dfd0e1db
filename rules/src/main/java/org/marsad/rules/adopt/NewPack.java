package org.marsad.rules.adopt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.marsad.rules.problem.RuleProblem;

/**
 * A new pack. It is written beside its place and moved there when it is whole. Names of files come
 * from outside: only letters, digits, dots, dashes and underscores of them are used, and no part of
 * them leads out of the pack. One thread.
 */
final class NewPack {
  private static final int MAX_NAME = 100;
  private static final int MAX_TOLD = 10_000;

  private final Path place;
  private final Map<String, String> files = new LinkedHashMap<>();

  private NewPack(Path place) {
    this.place = place;
  }

  /**
   * A pack at a place where nothing is.
   *
   * @throws IOException if something is there
   */
  static NewPack free(Path place) throws IOException {
    Path absolute = place.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(
          absolute + " exists already; a pack is imported into a new folder");
    }
    return new NewPack(absolute);
  }

  /** A file of Sigma rules under the name it had where it came from. */
  void add(String name, String text) {
    files.put(name, text);
  }

  /** Writes all of it. */
  void write(String source, String author, License license, RuleImport.Report report)
      throws IOException {
    Path parent = place.getParent();
    Path name = place.getFileName();
    if (parent == null || name == null) {
      throw new IOException(place + " can be no pack");
    }
    Files.createDirectories(parent);
    Path beside = Files.createTempDirectory(parent, ".import-");
    try {
      write(beside.resolve("pack.yaml"), head(name.toString(), source, author, license, report));
      write(beside.resolve("README.md"), readme(name.toString(), source, report));
      if (!license.text().isEmpty()) {
        write(beside.resolve("LICENSE"), license.text());
      }
      Path rules = Files.createDirectory(beside.resolve("sigma"));
      int root = commonRoot(files.keySet());
      Set<String> taken = new HashSet<>();
      for (Map.Entry<String, String> file : files.entrySet()) {
        write(rules.resolve(unused(safe(file.getKey(), root), taken)), file.getValue());
      }
      Files.move(beside, place);
    } finally {
      delete(beside);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static String head(
      String name, String source, String author, License license, RuleImport.Report report)
      throws IOException {
    ObjectNode head = YamlText.mapper().createObjectNode();
    head.put("name", name);
    head.put("version", "1");
    head.put("title", "Rules of " + source);
    head.put(
        "description",
        "%,d rules and %,d correlations, imported."
            .formatted(report.rules(), report.correlations()));
    head.put("author", author);
    head.put("license", license.name());
    head.put("maturity", "experimental");
    return YamlText.document(head);
  }

  private static String readme(String name, String source, RuleImport.Report report) {
    var text = new StringBuilder();
    text.append("# ").append(name).append("\n\n");
    text.append("Imported from `").append(source.replace('`', '\'')).append("`: ");
    text.append(
        "%,d rules, %,d correlations. %,d were not taken. License: %s.%n"
            .formatted(
                report.rules(), report.correlations(), report.skipped().size(), report.license()));
    text.append("None of them has a test here.\n");
    list("Not taken", report.skipped(), text);
    list("Taken with a difference", report.notes(), text);
    return text.toString();
  }

  private static void list(String title, List<RuleProblem> problems, StringBuilder text) {
    if (problems.isEmpty()) {
      return;
    }
    text.append("\n## ").append(title).append("\n\n```\n");
    problems.stream()
        .limit(MAX_TOLD)
        .forEach(each -> text.append(each.toString().replace("```", "'''")).append('\n'));
    if (problems.size() > MAX_TOLD) {
      text.append("and ").append(problems.size() - MAX_TOLD).append(" more\n");
    }
    text.append("```\n");
  }

  /** How many first parts all names share. */
  private static int commonRoot(Set<String> names) {
    List<String> shared = List.of();
    boolean isFirst = true;
    for (String name : names) {
      List<String> parts = parts(name);
      List<String> folders = parts.subList(0, Math.max(0, parts.size() - 1));
      int same = 0;
      while (!isFirst
          && same < Math.min(shared.size(), folders.size())
          && shared.get(same).equals(folders.get(same))) {
        same++;
      }
      shared = isFirst ? folders : shared.subList(0, same);
      isFirst = false;
    }
    return shared.size();
  }

  /** The parts of a name that are fit to be names of files. */
  private static List<String> parts(String name) {
    var parts = new ArrayList<String>();
    for (String part : name.replace('\\', '/').split("/", -1)) {
      var fit = new StringBuilder();
      for (int i = 0; i < Math.min(part.length(), MAX_NAME); i++) {
        char c = part.charAt(i);
        boolean plain =
            (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || (c == '.' && !fit.isEmpty());
        fit.append(plain ? c : '_');
      }
      if (!fit.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(fit.toString());
      }
    }
    return parts.isEmpty() ? List.of("rules") : parts;
  }

  private static String safe(String name, int root) {
    List<String> parts = parts(name);
    String path = String.join("/", parts.subList(Math.min(root, parts.size() - 1), parts.size()));
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }

  private static String unused(String path, Set<String> taken) {
    String name = path;
    for (int number = 2; !taken.add(name.toLowerCase(Locale.ROOT)); number++) {
      name = path + "-" + number;
    }
    return name + ".yml";
  }
}
