package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.rules.drl.DrlPack;
import org.marsad.rules.drl.DrlReader;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.word.Vocabulary;

/**
 * Honest packs pass both gates, hostile ones neither. Each hostile file says in its first lines
 * what the gates say of it.
 */
class GatesTest {
  private static final String PACKAGE = "packs.hostile";

  @ParameterizedTest
  @ValueSource(strings = {"examples", "honest"})
  void letHonestPacksThrough(String name) throws IOException {
    Correlator correlator =
        Correlator.compile(List.of(TestPacks.resource(name, "/drl/" + name + ".drl")));
    assertEquals(List.of(), correlator.problems());
  }

  static List<Path> hostile() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/drl/hostile"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void areTriedByFortyHostilePacksAtLeast() throws IOException {
    assertTrue(hostile().size() >= 40);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void stopHostilePacksBeforeTheCompiler(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = expected(text, "// source gate: ");
    DrlPack read = DrlReader.read(Map.of("f.drl", text), PACKAGE, Vocabulary.shipped());
    assertFalse(read.problems().isEmpty(), text);
    assertTrue(read.sources().isEmpty());
    RuleProblem problem = read.problems().getFirst();
    assertTrue(problem.message().contains(expected), problem.toString());
    assertTrue(problem.line() > 2, problem.toString());
    assertTrue(problem.column() > 0, problem.toString());
  }

  /** As if the first gate were not there. */
  @ParameterizedTest
  @MethodSource("hostile")
  @Tag("extended")
  void stopHostilePacksBehindTheCompiler(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = expected(text, "// bytecode gate: ");
    if (!expected.equals("-")) {
      List<String> problems = PackCompiler.judge(PACKAGE, text);
      assertTrue(problems.stream().anyMatch(each -> each.contains(expected)), problems.toString());
    }
  }

  /** A few of them, for every build. */
  @ParameterizedTest
  @ValueSource(
      strings = {"exec-in-consequence", "endless-loop", "regex-by-call", "insert-for-ever"})
  void stopSomeBehindTheCompiler(String name) throws IOException {
    for (Path file : hostile()) {
      if (String.valueOf(file.getFileName()).substring(3).equals(name + ".drl")) {
        stopHostilePacksBehindTheCompiler(file);
        return;
      }
    }
    throw new IOException("no hostile pack " + name);
  }

  private static String expected(String text, String head) {
    return text.lines()
        .filter(line -> line.startsWith(head))
        .findFirst()
        .orElseThrow()
        .substring(head.length());
  }

  @Test
  void refuseMoreValuesThanTheCompilerBears() {
    String one = "user == \"u\"";
    String text =
        """
        package packs.hostile;
        rule "a" @severity("low")
        when
          $l : Logon( %s )
        then
          incidents.open("x").because($l);
        end
        """
            .formatted(String.join(" || ", Collections.nCopies(20_000, one)));
    DrlPack read = DrlReader.read(Map.of("f.drl", text), PACKAGE, Vocabulary.shipped());
    String told = read.problems().getFirst().toString();
    assertTrue(told.startsWith("f.drl:4:"), told);
    assertTrue(told.contains("at most 200 attributes and values"), told);
    String bounded =
        text.replace(String.join(" || ", Collections.nCopies(19_900, one)) + " || ", "");
    assertEquals(
        List.of(),
        DrlReader.read(Map.of("f.drl", bounded), PACKAGE, Vocabulary.shipped()).problems());
  }

  @Test
  void suggestWhatWasMeant() {
    String text =
        """
        package packs.hostile;
        rule "a" @severity("low")
        when
          $l : Logn( $k : user )
        then
          incidents.open($k).because($l);
        end
        rule "b" @severity("low")
        when
          $l : Logon( $k : usr, outcome == 5 )
        then
          incidents.open($k).because($l);
        end
        rule "c" @severity("low")
        when
          $l : Logon( $k : user )
        then
          incidents.open($j).because($l);
        end
        """;
    var told = new ArrayList<String>();
    DrlReader.read(Map.of("f.drl", text), PACKAGE, Vocabulary.shipped())
        .problems()
        .forEach(problem -> told.add(problem.toString()));
    assertEquals(
        List.of(
            "f.drl:4:8: \"Logn\" is no fact; did you mean \"Logon\"?",
            "f.drl:10:20: Logon has no attribute \"usr\"; did you mean \"user\"?",
            "f.drl:18:18: $j is not bound before; did you mean \"$k\"?"),
        told);
  }
}
