package org.marsad.rules.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.rules.keyed.KeyedRules;

/** Packs that name each other's rules, read again and again. */
class PackFolderTest {
  @TempDir private Path folder;

  private void write(String pack, String file, String text) throws IOException {
    Path path = folder.resolve(pack).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(folder.resolve(pack).resolve("pack.yaml"), "name: " + pack + "\n");
    Files.writeString(path, text);
  }

  private static String base(String id, String name) {
    return """
    title: %s
    id: %s
    name: %s
    logsource: {category: test}
    detection: {s: {kind: x}, condition: s}
    """
        .formatted(name, id, name);
  }

  private static String correlation(String id, String name, String rules) {
    return """
    title: %s
    id: %s
    name: %s
    correlation:
      type: temporal
      rules: [%s]
      group-by: [user.name]
      timespan: 5m
    """
        .formatted(name, id, name, rules);
  }

  private static List<String> problems(PackLoader.Loaded loaded) {
    return loaded.problems().stream().map(String::valueOf).toList();
  }

  @Test
  void correlationsFindRulesOfOtherPacksAndStandBehindThem() throws IOException {
    write("a", "sigma/c.yaml", correlation("c1", "outer", "inner, native-rule"));
    write("b", "sigma/c.yaml", correlation("c2", "inner", "base"));
    write("c", "sigma/base.yaml", base("b1", "base"));
    write("c", "rules/native.yaml", "id: native-rule\ntitle: n\nlevel: low\nmatch: x\n");
    PackLoader.Loaded loaded = new PackFolder(folder).read();
    assertEquals(List.of(), problems(loaded));
    var order = new ArrayList<String>();
    KeyedRules.of(loaded.packs()).rules().forEach(rule -> order.add(rule.meta().id()));
    assertEquals(List.of("c2", "c1"), order);
    assertEquals("a", KeyedRules.of(loaded.packs()).rules().getLast().meta().pack());
    assertEquals(
        List.of("c2", "native-rule"),
        KeyedRules.of(loaded.packs()).rules().getLast().correlation().rules());
  }

  @Test
  void aRuleOfTheOwnPackGoesBeforeOneOfTheSameName() throws IOException {
    write("a", "sigma/base.yaml", base("b1", "base") + "---\n" + correlation("c1", "c", "base"));
    write("b", "sigma/base.yaml", base("b2", "base"));
    PackLoader.Loaded loaded = new PackFolder(folder).read();
    assertEquals(List.of(), problems(loaded));
    assertEquals(
        List.of("b1"), loaded.packs().getFirst().grouped().getFirst().correlation().rules());
    write("c", "sigma/c.yaml", correlation("c2", "d", "base"));
    assertEquals(
        List.of("c/sigma/c.yaml:6:11: several rules have the name \"base\"; name one by its id"),
        problems(new PackFolder(folder).read()));
  }

  @Test
  void circlesAcrossPacksAreToldWithTheirPlaces() throws IOException {
    write("a", "sigma/c.yaml", correlation("c1", "one", "two"));
    write("b", "sigma/c.yaml", correlation("c2", "two", "one"));
    PackLoader.Loaded loaded = new PackFolder(folder).read();
    List<String> problems = problems(loaded);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.getFirst().startsWith("a/sigma/c.yaml:6:"), problems.toString());
    assertTrue(problems.toString().contains("in a circle: one > two > one"), problems.toString());
    assertTrue(loaded.packs().stream().allMatch(pack -> pack.grouped().isEmpty()));
  }

  @Test
  void anIdIsThereOnce() throws IOException {
    write("a", "sigma/x.yaml", base("b1", "one"));
    write("b", "sigma/x.yaml", base("b1", "two"));
    write("b", "rules/n.yaml", "id: b1\ntitle: n\nlevel: low\nmatch: x\n");
    PackLoader.Loaded loaded = new PackFolder(folder).read();
    assertEquals(2, loaded.problems().size(), loaded.problems().toString());
    assertTrue(problems(loaded).toString().contains("the id \"b1\" is taken by another rule"));
    assertEquals(1, loaded.packs().getFirst().sigma().size());
    assertEquals(0, loaded.packs().getLast().singles().size());
  }

  @Test
  void onlyFilesThatHaveChangedAreReadAgain() throws IOException {
    write("a", "sigma/x.yaml", base("b1", "one"));
    write("a", "sigma/y.yaml", base("b2", "other"));
    write("b", "sigma/x.yaml", base("b3", "two"));
    var packs = new PackFolder(folder);
    assertTrue(packs.hasChanged());
    PackLoader.Loaded first = packs.read();
    assertFalse(packs.hasChanged());
    write("a", "sigma/x.yaml", base("b1", "longer"));
    assertTrue(packs.hasChanged());
    PackLoader.Loaded second = packs.read();
    assertEquals("longer", second.packs().getFirst().sigma().getFirst().meta().title());
    assertSame(
        first.packs().getFirst().sigma().getLast().rule(),
        second.packs().getFirst().sigma().getLast().rule());
    Files.delete(folder.resolve("a/sigma/y.yaml"));
    assertEquals(1, packs.read().packs().getFirst().sigma().size());
    Files.delete(folder.resolve("b/pack.yaml"));
    assertEquals(1, packs.read().packs().size());
  }
}
