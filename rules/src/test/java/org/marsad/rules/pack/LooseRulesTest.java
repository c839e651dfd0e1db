package org.marsad.rules.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that belong to no pack. */
class LooseRulesTest {
  private static final String SIGMA =
      """
      title: In Sigma
      id: 11111111-1111-4111-8111-111111111111
      logsource: {category: test}
      detection: {s: {kind: fail}, condition: s}
      """;
  private static final String NATIVE =
      """
      id: our-own
      title: Our own
      level: low
      match: kind:fail
      """;
  private static final String NEVER_SEEN =
      """
      new_terms: {fields: user.name}
      id: never-seen
      title: Never seen
      level: low
      """;

  @TempDir private Path folder;

  private static List<String> problems(PackLoader.Loaded loaded) {
    return loaded.problems().stream().map(Object::toString).toList();
  }

  private static List<String> ids(PackLoader.Loaded loaded) {
    Pack pack = loaded.packs().getFirst();
    var ids = new ArrayList<String>();
    pack.singles().forEach(rule -> ids.add(rule.meta().id()));
    pack.newTerms().forEach(rule -> ids.add(rule.meta().id()));
    return ids;
  }

  @Test
  void mayBeMixedInOneFile() {
    var loaded =
        LooseRules.read(
            Map.of("a.yml", NATIVE + "---\n" + SIGMA + "--- # more\n" + NEVER_SEEN + "---\n"), "x");
    assertEquals(List.of(), problems(loaded));
    assertEquals(
        List.of("our-own", "11111111-1111-4111-8111-111111111111", "never-seen"), ids(loaded));
  }

  @Test
  void whatIsWrongIsToldOnTheLineOnWhichItStands() {
    var loaded =
        LooseRules.read(
            Map.of(
                "a.yml",
                NATIVE
                    + "---\n"
                    + SIGMA.replace("kind: fail", "kind|contain: fail")
                    + "---\n"
                    + NATIVE.replace("our-own", "another").replace("level: low", "levl: low")
                    + "---\nmatch: [\n",
                "b.yaml",
                NATIVE.replace("fail", "(a"),
                "c.yaml",
                NATIVE + "---\n" + SIGMA),
            "x");
    assertEquals(List.of("our-own", "11111111-1111-4111-8111-111111111111"), ids(loaded));
    List<String> told = problems(loaded);
    assertEquals(6, told.size(), told.toString());
    assertEquals("a.yml:13:1: unknown key \"levl\"; did you mean \"level\"?", told.get(0));
    assertEquals("a.yml: \"level\" is missing", told.get(1));
    assertTrue(told.get(2).startsWith("a.yml:16:"), told.get(2));
    assertTrue(told.get(3).startsWith("b.yaml:4:1: match: "), told.get(3));
    assertTrue(told.get(4).startsWith("a.yml:9:17: "), told.get(4));
    assertTrue(told.get(5).endsWith("the id our-own is that of another rule"), told.get(5));
  }

  @Test
  void listsOfIndicatorsComeWithFilesAndNotWithTexts() throws IOException {
    String rule =
        """
        id: listed
        title: Listed
        level: low
        indicator: {fields: source.ip, type: address, list: bad.txt}
        """;
    var loaded = LooseRules.read(Map.of("a.yaml", rule), "x");
    assertFalse(loaded.hasRules());
    assertEquals(
        List.of(
            "a.yaml:4:1: indicator.list: lists do not come with rules from outside, only with"
                + " packs"),
        problems(loaded));
    Files.writeString(folder.resolve("bad.txt"), "192.0.2.1\n");
    Path file = Files.writeString(folder.resolve("a.yaml"), rule);
    assertTrue(LooseRules.read(file).hasRules());
    assertEquals(List.of("listed"), ids(LooseRules.read(folder)));
  }

  @Test
  void neitherTestsNorHeadsOfPacksNorDrlAreAmongThem() throws IOException {
    for (String name : List.of("p/pack.yaml", "p/a.test.yaml", "p/c.drl")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "name: p\n");
    }
    Files.writeString(folder.resolve("p/a.yaml"), NATIVE);
    var loaded = LooseRules.read(folder);
    assertEquals(List.of(), problems(loaded));
    assertEquals(List.of("our-own"), ids(loaded));
  }
}
