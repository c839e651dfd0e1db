package org.marsad.rules.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.random.Seeds;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaLoader;

class RuleImportTest {
  private static final String GOOD =
      """
      # kept as it is
      title: A tool is started
      id: 11111111-1111-4111-8111-111111111111
      author: Alice Example
      logsource: {product: windows, category: process_creation}
      detection: {s: {Image|endswith: '\\tool.exe'}, condition: s}
      """;
  private static final String BAD =
      """
      title: A broken one
      id: 22222222-2222-4222-8222-222222222222
      logsource: {product: windows, category: process_creation}
      detection: {s: {Image|endwith: x}, condition: s}
      """;
  private static final String COUNTS_BAD =
      """
      title: Many broken ones
      id: 33333333-3333-4333-8333-333333333333
      correlation:
        type: event_count
        rules: [22222222-2222-4222-8222-222222222222]
        group-by: [Computer]
        timespan: 1m
        condition: {gte: 3}
      """;
  private static final RuleImport.Settings PLAIN = new RuleImport.Settings("", "", false);

  @TempDir private Path folder;

  @Test
  void keepsSigmaRulesAsTheyAreAndNamesWhatItLeavesOut() throws IOException {
    Path source = Files.createDirectories(folder.resolve("checkout"));
    write(source, "rules/a/good.yml", GOOD);
    write(source, "rules/b/mixed.yml", BAD + "---\n" + GOOD.replace("1111-4", "2222-4"));
    write(source, "rules/b/count.yml", COUNTS_BAD);
    write(source, "rules/old.yml", "status: deprecated\n" + GOOD.replace("1111-4", "3333-4"));
    write(source, ".github/workflow.yml", "detection: nothing of ours\n");
    write(source, "tests/list.yml", "rules: [a, b]\n");
    write(source, "LICENSE", "Detection Rule License (DRL) 1.1\n");
    Path pack = folder.resolve("packs/mine");
    RuleImport.Report report = RuleImport.run(source, pack, PLAIN);
    assertEquals(2, report.rules());
    assertEquals(0, report.correlations());
    assertEquals(1, report.others());
    assertEquals("DRL-1.1", report.license());
    List<String> skipped = report.skipped().stream().map(Object::toString).toList();
    assertEquals(3, skipped.size(), skipped.toString());
    assertTrue(
        skipped.stream().anyMatch(s -> s.startsWith("rules/b/mixed.yml:4:17: ")),
        skipped.toString());
    assertTrue(
        skipped.stream().anyMatch(s -> s.startsWith("rules/b/count.yml:")), skipped.toString());
    assertTrue(
        skipped.contains("rules/old.yml:1: its status is \"deprecated\"; --deprecated takes it"),
        skipped.toString());
    assertEquals(GOOD, Files.readString(pack.resolve("sigma/a/good.yml")));
    assertTrue(Files.readString(pack.resolve("LICENSE")).startsWith("Detection Rule License"));
    assertTrue(Files.readString(pack.resolve("README.md")).contains("rules/b/mixed.yml:4:17"));
    PackLoader.Loaded loaded = PackLoader.load(pack);
    assertEquals(List.of(), loaded.problems());
    List<Rule.Single> singles = loaded.packs().getFirst().singles();
    assertEquals(2, singles.size());
    assertEquals("Alice Example", singles.getFirst().meta().author());
    assertThrows(FileAlreadyExistsException.class, () -> RuleImport.run(source, pack, PLAIN));
  }

  @Test
  void neverWritesOutsideOfThePack() throws IOException {
    Path zip = folder.resolve("rules.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      entry(out, "../../evil.yml", GOOD);
      entry(out, "/etc/evil.yml", GOOD.replace("1111-4", "2222-4"));
      entry(out, "a\\..\\..\\evil.yml", GOOD.replace("1111-4", "3333-4"));
      entry(out, "A/evil.yml", GOOD.replace("1111-4", "4444-4"));
      entry(out, "a/evil.yml", GOOD.replace("1111-4", "5555-4"));
      entry(out, "x/pack.yaml.yml", GOOD.replace("1111-4", "6666-4"));
    }
    Path inside = Files.createDirectories(folder.resolve("inside/deep"));
    RuleImport.Report report = RuleImport.run(zip, inside.resolve("mine"), PLAIN);
    assertEquals(6, report.rules());
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> evil = all.filter(p -> p.toString().endsWith(".yml")).toList();
      assertEquals(6, evil.size());
      assertTrue(evil.stream().allMatch(p -> p.startsWith(inside.resolve("mine/sigma"))));
    }
    assertEquals(List.of(), PackLoader.load(inside.resolve("mine")).problems());
  }

  @Test
  void writesNothingWhereNothingCanBeUsed() throws IOException {
    Path source = write(folder, "only.yml", BAD);
    RuleImport.Report report = RuleImport.run(source, folder.resolve("mine"), PLAIN);
    assertEquals(0, report.rules());
    assertEquals(1, report.skipped().size());
    assertFalse(Files.exists(folder.resolve("mine")));
  }

  @Test
  void saysRulesOfWazuhInSigma() throws IOException {
    Path source = write(folder, "wazuh/rules/0100-door.xml", WAZUH);
    RuleImport.Report report = RuleImport.run(source, folder.resolve("mine"), PLAIN);
    List<String> skipped = report.skipped().stream().map(Object::toString).toList();
    assertEquals(
        List.of(
            "0100-door.xml:42: rule 100006: /(?<=a)b(/ is no regular expression for RE2: invalid"
                + " named capture",
            "0100-door.xml:46: rule 100007: what the decoder \"doorbell\" reads has no fields that"
                + " we know",
            "0100-door.xml:52: rule 100008: <list> has no counterpart: lists of Wazuh are not read;"
                + " a native rule with \"indicator\" looks values up",
            "0100-door.xml:54: rule 100009: rule 42, under which it holds, is not here"),
        skipped);
    assertEquals(3, report.rules());
    assertEquals(2, report.correlations());
    assertEquals(1, report.sorting());
    PackLoader.Loaded loaded = PackLoader.load(folder.resolve("mine"));
    assertEquals(List.of(), loaded.problems());
    var ids = new TreeSet<String>();
    loaded.packs().getFirst().singles().forEach(rule -> ids.add(rule.meta().id()));
    loaded.packs().getFirst().grouped().forEach(rule -> ids.add(rule.meta().id()));
    assertEquals(
        new TreeSet<>(
            List.of(
                "wazuh-100001", "wazuh-100002", "wazuh-100004", "wazuh-100005", "wazuh-100010")),
        ids);
    Rule.Single refused =
        loaded.packs().getFirst().singles().stream()
            .filter(rule -> rule.meta().id().equals("wazuh-100002"))
            .findFirst()
            .orElseThrow();
    assertEquals("The door stayed shut for <srcuser>", refused.meta().title());
    assertEquals("Example Ltd.", refused.meta().author());
    assertEquals(List.of("T1110.001"), refused.meta().attack());
    String text = Files.readString(folder.resolve("mine/sigma/0100-door.yml"));
    assertTrue(text.contains("condition: \"r100001 and r100002 and not (r100003)\""), text);
    assertTrue(text.contains("message|contains:\n    - \"refused\"\n    - \"stayed shut\""), text);
    assertTrue(text.contains("timespan: \"360s\""), text);
  }

  @Test
  void takesAnAddressWithAPrefixAsItsNetwork() {
    var intake = new WazuhIntake("");
    intake.add(
        "door.xml",
        """
        <group name="own">
          <rule id="100100" level="5"><match>x</match><srcip>192.0.2.77/26</srcip></rule>
          <rule id="100101" level="5"><match>y</match><srcip>!2001:db8::1/32</srcip></rule>
        </group>
        """);
    String text = String.join("\n", intake.taken().files().values());
    assertTrue(text.contains("- \"192.0.2.64/26\""), text);
    assertTrue(text.contains("- \"2001:db8:0:0:0:0:0:0/32\""), text);
  }

  @Test
  void leavesOutRulesThatCountThemselves() {
    var intake = new WazuhIntake("");
    intake.add(
        "circle.xml",
        """
        <group name="own">
          <rule id="100100" level="10" frequency="4" timeframe="60">
            <if_matched_sid>100101</if_matched_sid>
          </rule>
          <rule id="100101" level="10" frequency="4" timeframe="60">
            <if_matched_sid>100100</if_matched_sid>
          </rule>
        </group>
        """);
    assertEquals(Map.of(), intake.taken().files());
  }

  @Test
  void readsAnyXmlToItsEndOrSaysWhyNot() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String marks = "<>/=\"'&;\\!-? \n$()*+[a0";
    for (int round = 0; round < 1_000; round++) {
      var text = new StringBuilder(WAZUH);
      for (int change = random.nextInt(6); change >= 0; change--) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(4));
        char mark = marks.charAt(random.nextInt(marks.length()));
        text.replace(at, to, random.nextBoolean() ? "" : String.valueOf(mark));
      }
      var intake = new WazuhIntake("");
      intake.add("x.xml", text.toString());
      WazuhIntake.Taken taken = intake.taken();
      var loader = new SigmaLoader();
      taken.files().forEach(loader::add);
      assertEquals(List.of(), loader.loaded().problems(), () -> "seed " + seed + "\n" + text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<!DOCTYPE x [<!ENTITY a \"b\">]><group name=\"a\"></group> ~ 1 ~ definitions of types",
        "<group name='a'> <rule id='1' level='5'> <match>x</match> ~ 1 ~ is never closed",
        "<group name='a'></grup> ~ 1 ~ closes nothing",
        "<group name=a></group> ~ 1 ~ in quotes",
        "<group name='a'><!-- x </group> ~ 1 ~ the comment is never closed",
        "<group name='a'><!--></group> ~ 1 ~ the comment is never closed",
        "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a> ~ 1 ~ inside of each other",
      })
  void tellsWhereXmlCannotBeRead(String xml, int line, String why) {
    var reader = new XmlReader(xml);
    LeftOut mistake = assertThrows(LeftOut.class, reader::read);
    assertEquals(line, mistake.line());
    assertTrue(mistake.why().contains(why), mistake.why());
  }

  @Test
  void readsWhatIsNotQuiteXml() {
    var reader = new XmlReader("<var name=\"X\">a & b \\<c> &lt;d&gt; &no; e</var>\n<r/>");
    reader.read();
    assertEquals("a & b <c> <d> &no; e", reader.roots().getFirst().text());
    assertEquals(2, reader.roots().get(1).line());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "^from\\s\\d+.\\d+ ~ ^from[ ][0-9]+\\.[0-9]+",
        "a+b* ~ a\\+b\\*",
        "(\\w+)|\\.+$ ~ ([A-Za-z0-9@_-]+)|.+$",
        "\\(x\\)\\\\ ~ \\(x\\)\\\\",
        "C:[x]{2} ~ C:\\[x\\]\\{2\\}",
      })
  void readsTheExpressionsOfWazuh(String text, String re2) {
    assertEquals(re2, WazuhPattern.translated(text, 1));
  }

  @Test
  void readsTheSimplePatternsOfWazuh() {
    assertEquals(
        Map.of(
            "message|startswith", List.of("begin"),
            "message|contains", List.of("in\\*side", "b\\\\c"),
            "message|endswith", List.of("end"),
            "message", List.of("whole")),
        WazuhPattern.items("message", "osmatch", "^begin|in*side|b\\c|end$|^whole$", 1));
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void entry(ZipOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(text.getBytes(UTF_8));
    out.closeEntry();
  }

  private static final String WAZUH =
      """
      <!--
        Rules of a door, Copyright (C) 2026, Example Ltd.
      -->
      <var name="PLACES">^203.0.113.|^198.51.100.</var>
      <group name="door,local,">
        <rule id="100001" level="3">
          <program_name>^doord$</program_name>
          <description>The door speaks</description>
        </rule>

        <rule id="100002" level="10">
          <if_sid>100001</if_sid>
          <match>refused|</match>
          <match>stayed shut</match>
          <description>The door stayed shut </description>
          <description>for $(srcuser)</description>
          <mitre><id>T1110.001</id></mitre>
          <group>authentication_failed,</group>
        </rule>

        <rule id="100003" level="0">
          <if_sid>100002</if_sid>
          <match>test of the bell</match>
        </rule>

        <rule id="100004" level="12" frequency="4" timeframe="120">
          <if_matched_sid>100002</if_matched_sid>
          <same_source_ip />
          <description>The door is tried again and again</description>
        </rule>

        <rule id="100005" level="7">
          <if_sid>100001</if_sid>
          <regex>^opened for \\w+ at \\d+:\\d+$</regex>
          <srcip>!192.0.2.0/24</srcip>
          <description>The door opened from outside</description>
        </rule>

        <rule id="100006" level="7">
          <if_sid>100001</if_sid>
          <match type="pcre2">x</match>
          <regex type="pcre2">(?<=a)b(</regex>
          <description>What is no expression</description>
        </rule>
        <rule id="100007" level="5">
          <decoded_as>doorbell</decoded_as>
          <description>Of a decoder that nobody knows</description>
        </rule>

        <rule id="100008" level="5">
          <if_sid>100001</if_sid>
          <list field="srcip" lookup="address_match_key">etc/lists/a</list>
        </rule>
        <rule id="100009" level="5">
          <if_sid>42</if_sid>
        </rule>
        <rule id="100010" level="13" frequency="3">
          <if_matched_group>authentication_failed</if_matched_group>
          <different_srcuser />
          <same_srcip />
          <description>Several names at one door</description>
        </rule>
      </group>
      """;
}
