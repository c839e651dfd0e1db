package org.marsad.rules.drl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.word.Interest;
import org.marsad.rules.word.Vocabulary;

/**
 * The first gate. DRL is code, and part of it runs while it is being compiled; so a file is read by
 * a grammar that has only what correlations need: declared types that are measured outside,
 * patterns over the vocabulary, and incidents as the one thing to tell. Whatever else stands in a
 * file is refused, with its place and what to write instead.
 *
 * <p>While it reads, it writes the text that the compiler is given: token by token, on the same
 * lines, without comments and annotations, behind a head of our own.
 */
public final class DrlReader {
  /** Names of the vocabulary that are no facts. */
  static final Set<String> RESERVED =
      Set.of(
          "Alert",
          "Asset",
          "Burst",
          "Derived",
          "Geo",
          "Happening",
          "History",
          "Incidents",
          "Opening",
          "Pair",
          "Rhythm",
          "Silence");

  private static final String API = "org.marsad.rules.correlate.api.";
  private static final Set<String> IMPORTS =
      Set.of(API + "*", "function " + API + "Geo.km", "function " + API + "Geo.kmh");
  private static final Set<String> GLOBALS = Set.of("Incidents incidents", "History history");
  private static final List<String> STATEMENTS =
      List.of("declare", "rule", "import", "global", "package");
  private static final int MAX_PROBLEMS = 20;

  private final String packageName;
  private final Vocabulary vocabulary;
  private final Map<String, FactType> types = new TreeMap<>();
  private final List<Derivation> derivations = new ArrayList<>();
  private final List<Pattern> patterns = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();
  private final List<RuleProblem> problems = new ArrayList<>();
  private final Map<String, List<RuleText>> rules = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private String partition = "";
  private String reading = "";
  private String partitionPlace = "";
  private int partitionLine;
  private int partitionColumn;

  private DrlReader(String packageName, Vocabulary vocabulary) {
    this.packageName = packageName;
    this.vocabulary = vocabulary;
    for (String name : vocabulary.names()) {
      if (!name.equals(Vocabulary.ANY)) {
        types.put(name, FactType.of(vocabulary.get(name)));
      }
    }
    types.put(FactType.ALERT.name(), FactType.ALERT);
    types.put(FactType.ASSET.name(), FactType.ASSET);
  }

  /**
   * Reads the files of a pack.
   *
   * @param files texts by file
   * @param packageName what they must have as their package
   */
  public static DrlPack read(Map<String, String> files, String packageName, Vocabulary vocabulary) {
    return read(files, packageName, "", vocabulary);
  }

  /**
   * Reads the files of a pack.
   *
   * @param files texts by file
   * @param packageName what they must have as their package
   * @param partition the attribute the pack is to be split by; empty if the files say
   */
  public static DrlPack read(
      Map<String, String> files, String packageName, String partition, Vocabulary vocabulary) {
    var reader = new DrlReader(packageName, vocabulary);
    reader.partition = partition;
    var tokens = new TreeMap<String, List<Token>>();
    new TreeMap<>(files)
        .forEach(
            (file, text) -> {
              try {
                tokens.put(file, Tokenizer.tokens(text));
              } catch (Refusal refusal) {
                reader.problem(file, refusal);
              }
            });
    tokens.forEach(reader::declarations);
    tokens.forEach(reader::file);
    reader.split(files.keySet());
    return reader.pack();
  }

  /** A pack may be split only by what all that meets in its rules has in common. */
  private void split(Set<String> files) {
    if (partition.isEmpty() || files.isEmpty()) {
      return;
    }
    String place = partitionPlace.isEmpty() ? new TreeSet<>(files).first() : partitionPlace;
    var why = new TreeSet<String>();
    for (Pattern pattern : patterns) {
      Interest interest = pattern.interest();
      FactType type = types.get(interest.word());
      boolean isDeclared = derivations.stream().anyMatch(d -> d.name().equals(interest.word()));
      if (type != null
          && type.event()
          && !isDeclared
          && !type.attributes().containsKey(partition)) {
        why.add(interest.word() + " has no attribute " + partition);
      }
    }
    for (Derivation derivation : derivations) {
      if (!derivation.by().contains(partition)) {
        why.add(derivation.name() + " is not measured by " + partition);
      }
    }
    for (Lookup lookup : lookups) {
      if (!lookup.by().equals(partition)) {
        why.add("the history is asked by " + lookup.by());
      }
    }
    for (String each : why) {
      problems.add(
          new RuleProblem(
              place,
              partitionLine,
              partitionColumn,
              "the pack cannot be split by \"" + partition + "\": " + each));
    }
  }

  private DrlPack pack() {
    List<Interest> interests = new ArrayList<>();
    patterns.forEach(pattern -> interests.add(pattern.interest()));
    derivations.forEach(derivation -> interests.add(derivation.interest()));
    lookups.forEach(lookup -> interests.add(lookup.interest()));
    return new DrlPack(
        rules,
        derivations,
        patterns.stream().distinct().toList(),
        interests.stream().filter(this::isOfEvents).distinct().toList(),
        lookups.stream().distinct().toList(),
        partition,
        problems.isEmpty() ? sources : Map.of(),
        problems);
  }

  /** Not of what is measured, nor of alerts, which come with their events. */
  private boolean isOfEvents(Interest interest) {
    return vocabulary.find(interest.word()) != null || interest.word().equals("Alert");
  }

  /** The declared types first, since every rule of the pack may use them. */
  private void declarations(String file, List<Token> tokens) {
    var cursor = new Cursor(tokens);
    while (!cursor.isEnd()) {
      if (!cursor.is("declare")) {
        cursor.skip();
        continue;
      }
      try {
        Token name = cursor.peek(1);
        Derivation derivation = new DerivationReader(cursor, vocabulary).read();
        if (types.put(derivation.name(), FactType.of(derivation)) != null) {
          throw Refusal.at(name, "the type " + derivation.name() + " is declared twice");
        }
        derivations.add(derivation);
      } catch (Refusal refusal) {
        problem(file, refusal);
        cursor.skip();
      }
    }
  }

  private void file(String file, List<Token> tokens) {
    var cursor = new Cursor(tokens);
    var found = new ArrayList<RuleText>();
    reading = file;
    cursor.write(
        "package %s; import %s*; import function %sGeo.km; import function %sGeo.kmh; global Incidents incidents; global History history;"
            .formatted(packageName, API, API, API));
    while (!cursor.isEnd() && problems.size() < MAX_PROBLEMS) {
      try {
        statement(cursor, found);
      } catch (Refusal refusal) {
        problem(file, refusal);
        toNextRule(cursor);
      }
    }
    rules.put(file, found);
    sources.put(file, cursor.written());
  }

  private void statement(Cursor cursor, List<RuleText> found) {
    Token token = cursor.peek();
    switch (token.text()) {
      case "package" -> line(cursor, Set.of(packageName));
      case "import" -> line(cursor, IMPORTS);
      case "global" -> line(cursor, GLOBALS);
      case ";" -> cursor.skip();
      case "@" -> partition(cursor);
      case "declare" -> declared(cursor);
      case "rule" -> {
        RuleText rule = new RuleReader(cursor, types, patterns, lookups).read();
        boolean twice =
            found.stream().anyMatch(other -> other.name().equals(rule.name()))
                || rules.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(other -> other.name().equals(rule.name()));
        if (twice) {
          throw Refusal.at(token, "there are two rules \"" + rule.name() + "\"");
        }
        found.add(rule);
      }
      default ->
          throw Refusal.at(
              token, token.shown() + " cannot stand here" + Advice.on(token.text(), STATEMENTS));
    }
  }

  /** A type that was read before; if it was refused then, that has been told. */
  private void declared(Cursor cursor) {
    if (!types.containsKey(cursor.peek(1).text())) {
      do {
        cursor.skip();
      } while (!cursor.isEnd() && !cursor.is("end") && !cursor.is("rule"));
      if (cursor.is("end")) {
        cursor.skip();
      }
      return;
    }
    new DerivationReader(cursor, vocabulary).read();
  }

  /** {@code @partition("host")}: the pack may be split by this attribute of all it uses. */
  private void partition(Cursor cursor) {
    Token token = cursor.peek();
    String by = Annotations.read(cursor, List.of("partition")).getOrDefault("partition", "");
    if (!partition.isEmpty() && !partition.equals(by)) {
      throw Refusal.at(token, "the pack is partitioned by \"" + partition + "\" already");
    }
    partition = by;
    partitionPlace = reading;
    partitionLine = token.line();
    partitionColumn = token.column();
  }

  /** A word, then exactly one of these texts up to the end of the line. */
  private static void line(Cursor cursor, Set<String> wanted) {
    Token word = cursor.skip();
    var text = new StringBuilder();
    while (!cursor.isEnd() && !cursor.is(";") && cursor.peek().line() == word.line()) {
      String next = cursor.skip().text();
      boolean isApart = !text.isEmpty() && isWord(text.charAt(text.length() - 1));
      text.append(isApart && isWord(next.charAt(0)) ? " " : "").append(next);
    }
    if (!wanted.contains(text.toString())) {
      throw Refusal.at(
          word,
          word.text()
              + " \""
              + text
              + "\" is not allowed; expecting "
              + (wanted.size() == 1 ? "" : "one of ")
              + String.join(", ", wanted.stream().sorted().toList()));
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static void toNextRule(Cursor cursor) {
    while (!cursor.isEnd() && !cursor.is("rule") && !cursor.is("declare")) {
      cursor.skip();
    }
  }

  private void problem(String file, Refusal refusal) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new RuleProblem(file, refusal.line(), refusal.column(), refusal.text()));
    }
  }
}
