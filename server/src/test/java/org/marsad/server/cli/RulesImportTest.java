package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesImportTest {
  private static final String RULES =
      """
      <group name="door,">
        <rule id="100001" level="3">
          <program_name>^doord$</program_name>
          <description>The door speaks</description>
        </rule>
        <rule id="100002" level="10">
          <if_sid>100001</if_sid>
          <match>Refused|stayed shut</match>
          <description>The door stayed shut</description>
        </rule>
        <rule id="100003" level="0">
          <if_sid>100002</if_sid>
          <match>test of the bell</match>
        </rule>
        <rule id="100004" level="12" frequency="3" timeframe="120">
          <if_matched_sid>100002</if_matched_sid>
          <same_location />
          <description>The door is tried again and again</description>
        </rule>
        <rule id="100005" level="7">
          <if_sid>100001</if_sid>
          <regex>^opened for \\w+ at \\d+:\\d+$</regex>
          <description>The door opened</description>
        </rule>
        <rule id="100020" level="0" noalert="1">
          <decoded_as>windows_eventchannel</decoded_as>
          <field name="win.system.channel">^Security$</field>
        </rule>
        <rule id="100021" level="8">
          <if_sid>100020</if_sid>
          <field name="win.system.eventID">^4720$|^4722$</field>
          <field name="win.eventdata.targetUserName" negate="yes">^svc-</field>
          <description>Account $(win.eventdata.targetUserName) made or enabled</description>
        </rule>
      </group>
      """;

  @TempDir private Path folder;

  @Test
  void whatWasImportedIsCheckedAndMatchesAsItDidInWazuh() throws IOException {
    Path rules = Files.writeString(folder.resolve("door.xml"), RULES);
    Path pack = folder.resolve("packs/door");
    String told = run(0, "rules", "import", rules.toString(), "--to", pack.toString());
    assertTrue(told.contains("4 rules and 1 correlations taken, 0 skipped"), told);
    assertTrue(run(0, "rules", "check", pack.toString()).contains("5 rules, 0 problems"));
    assertTrue(run(0, "rules", "check", folder.resolve("packs").toString()).contains("5 rules"));
    Path events =
        Files.write(
            folder.resolve("events.log"),
            List.of(
                line("10:00:00", "hello"),
                line("10:00:10", "refused for alice"),
                line("10:00:20", "it stayed shut: test of the bell"),
                line("10:00:30", "opened for alice at 10:00"),
                line("10:00:40", "opened for alice at ten"),
                line("10:00:50", "REFUSED for bob"),
                line("10:01:00", "refused for carol"),
                windows(4720, "svc-web"),
                windows(4722, "dave"),
                windows(4723, "dave")));
    String matches =
        run(0, "rules", "match", pack.resolve("sigma").toString(), events.toString())
            .replaceAll("\"title\":\"[^\"]*\",?", "");
    assertEquals(
        List.of(
            "1 wazuh-100001",
            "2 wazuh-100002",
            "4 wazuh-100005",
            "5 wazuh-100001",
            "6 wazuh-100002",
            "7 wazuh-100002",
            "9 wazuh-100021",
            "7 wazuh-100004"),
        matches.lines().filter(l -> l.startsWith("{")).map(RulesImportTest::lineAndRule).toList(),
        matches);
  }

  private static String lineAndRule(String match) {
    String line = match.replaceAll(".*\"line\":([0-9]+).*", "$1");
    return line + " " + match.replaceAll(".*\"rule\":\"([^\"]*)\".*", "$1");
  }

  private static String line(String time, String text) {
    return "<86>Mar 18 " + time + " gate-1 doord[7]: " + text;
  }

  private static String windows(int id, String user) {
    return "{\"Channel\":\"Security\",\"EventID\":"
        + id
        + ",\"TargetUserName\":\""
        + user
        + "\",\"TimeCreated\":\"2026-03-18T10:00:00Z\"}";
  }

  private static String run(int code, String... arguments) {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      assertEquals(code, Main.run(arguments), () -> bytes.toString(UTF_8));
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }
}
