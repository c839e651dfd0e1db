package org.marsad.rules.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What packs need, and what is said where it is missing. */
class PackNeedsTest {
  @TempDir private Path folder;

  private Path pack(String name, String head) throws IOException {
    Path pack = Files.createDirectories(folder.resolve(name));
    Files.writeString(pack.resolve("pack.yaml"), "name: " + name + "\n" + head);
    return pack;
  }

  private static List<String> problems(Path path) throws IOException {
    return PackLoader.load(path).problems().stream().map(String::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.10 | 1.9 | true",
        "2 | 2.0 | true",
        "2.0.1 | 2 | true",
        "1.9 | 1.10 | false",
        "1 | 1.0.1 | false",
        "2026-03 | 2026-02 | true",
      })
  void comparesVersionsNumberByNumber(String there, String least, boolean isEnough) {
    assertEquals(isEnough, new NeededPack("p", least).problem(there).isEmpty());
  }

  @Test
  void tellsOfPacksThatAreMissingOrTooOld() throws IOException {
    pack("base", "version: \"1.2\"\n");
    Path one =
        pack(
            "one",
            """
            maturity: experimental
            requires:
              - {pack: base, version: "1.2"}
              - {pack: base, version: "1.3"}
              - {pack: elsewhere}
              - {pack: ../base}
            """);
    List<String> wanted =
        List.of(
            "one/pack.yaml: it needs the pack \"base\" from version 1.3 on; here is 1.2",
            "one/pack.yaml: it needs the pack \"elsewhere\", which is not here",
            "one/pack.yaml: it needs the pack \"../base\", which is not here");
    assertEquals(wanted, problems(folder));
    assertEquals(wanted, problems(one));
    Pack read = PackLoader.load(one).packs().getFirst();
    assertEquals(PackNeeds.EXPERIMENTAL, read.needs().maturity());
    assertEquals("pack base from version 1.2 on", read.needs().lines().getFirst());
  }

  @Test
  void tellsOfLogSourcesThatNobodyKnowsAndOfWhatItCannotRead() throws IOException {
    pack(
        "one",
        """
        maturity: brilliant
        requires:
          - {logs: linux/auth, note: sshd over syslog}
          - {logs: category dns}
          - {logs: linux/ouija}
          - words for people
          - {log: linux/auth}
          - {logs: windows/security, since: 3}
        """);
    List<String> problems = problems(folder);
    assertEquals(4, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("one/pack.yaml: maturity \"brilliant\" is none of"));
    assertTrue(problems.get(1).contains("no log source is called \"linux/ouija\""));
    assertTrue(problems.get(2).contains("{\"log\":\"linux/auth\"}"), problems.get(2));
    assertTrue(problems.get(3).contains("unknown key \"since\""), problems.get(3));
    Pack read = PackLoader.load(folder).packs().getFirst();
    assertEquals("linux/auth: sshd over syslog", read.needs().lines().getFirst());
    assertEquals(5, read.needs().logs().size());
  }
}
