package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * Files of Sigma rules, document by document: those that load are kept as they were written, byte
 * for byte, the others are left out of their file. Loading goes on until nothing is wrong with what
 * is left, since a correlation may name a rule that is left out. One thread.
 */
final class SigmaIntake {
  private static final int MAX_ROUNDS = 32;
  private static final List<String> GIVEN_UP = List.of("deprecated", "unsupported");

  private final boolean deprecated;
  private final Map<String, Document> documents = new LinkedHashMap<>();
  private final List<RuleProblem> skipped = new ArrayList<>();

  SigmaIntake(boolean deprecated) {
    this.deprecated = deprecated;
  }

  /** Takes a file; whether there are rules in it. */
  boolean add(String name, String text) {
    boolean any = false;
    int number = 0;
    for (Document document : split(name, text)) {
      number++;
      if (!isRule(document.text)) {
        continue;
      }
      any = true;
      String status = member(document.text, "status");
      if (!deprecated && GIVEN_UP.contains(status)) {
        skipped.add(
            new RuleProblem(
                name, document.line, 0, "its status is \"" + status + "\"; --deprecated takes it"));
      } else {
        documents.put(number == 1 ? name : name + "#" + number, document);
      }
    }
    return any;
  }

  private static List<Document> split(String file, String text) {
    var documents = new ArrayList<Document>();
    var now = new StringBuilder();
    int line = 0;
    int first = 1;
    for (String each : text.split("\n", -1)) {
      line++;
      if (each.equals("---") || each.startsWith("--- ") || each.equals("---\r")) {
        documents.add(new Document(file, first, now.toString()));
        now.setLength(0);
        first = line + 1;
      } else {
        now.append(each).append('\n');
      }
    }
    // What was split at the last line has no end of its own.
    now.setLength(Math.max(0, now.length() - 1));
    documents.add(new Document(file, first, now.toString()));
    documents.removeIf(document -> document.text.isBlank());
    return documents;
  }

  /** Whether a document means to be a rule: the files of a checkout are of many kinds. */
  private static boolean isRule(String text) {
    return hasMember(text, "detection")
        || hasMember(text, "correlation")
        || hasMember(text, "filter")
        || hasMember(text, "logsource");
  }

  private static boolean hasMember(String text, String name) {
    return text.startsWith(name + ":") || text.contains("\n" + name + ":");
  }

  /** A short value at the top of a document. */
  private static String member(String text, String name) {
    int at = text.startsWith(name + ":") ? 0 : text.indexOf("\n" + name + ":") + 1;
    if (at == 0 && !text.startsWith(name + ":")) {
      return "";
    }
    int end = text.indexOf('\n', at);
    String value = text.substring(at + name.length() + 1, end < 0 ? text.length() : end).strip();
    int comment = value.indexOf(" #");
    value = comment < 0 ? value : value.substring(0, comment).strip();
    return value.replace("\"", "").replace("'", "");
  }

  /** What can be used of it. */
  Taken taken() {
    Map<String, Document> left = new LinkedHashMap<>(documents);
    SigmaLoader.Loaded loaded = load(left);
    for (int round = 0; !loaded.problems().isEmpty() && round < MAX_ROUNDS; round++) {
      for (RuleProblem problem : loaded.problems()) {
        Document document = left.remove(problem.file());
        if (document != null) {
          int line = document.line + Math.max(0, problem.line() - 1);
          skipped.add(new RuleProblem(document.file, line, problem.column(), problem.message()));
        }
      }
      loaded = load(left);
    }
    Map<String, StringBuilder> texts = new LinkedHashMap<>();
    left.values()
        .forEach(
            document -> {
              StringBuilder text = texts.computeIfAbsent(document.file, _ -> new StringBuilder());
              if (!text.isEmpty()) {
                text.append(text.charAt(text.length() - 1) == '\n' ? "" : "\n").append("---\n");
              }
              text.append(document.text);
            });
    Map<String, String> files = new LinkedHashMap<>();
    texts.forEach((name, text) -> files.put(name, text.toString()));
    return new Taken(files, loaded.rules().size(), loaded.correlations().size(), skipped);
  }

  private static SigmaLoader.Loaded load(Map<String, Document> documents) {
    var loader = new SigmaLoader();
    documents.forEach((name, document) -> loader.add(name, document.text));
    return loader.loaded();
  }

  /**
   * A document of a file.
   *
   * @param line its first, from 1
   */
  private record Document(String file, int line, String text) {}

  /**
   * What was taken.
   *
   * @param files by their names where they came from
   */
  record Taken(Map<String, String> files, int rules, int correlations, List<RuleProblem> skipped) {}
}
