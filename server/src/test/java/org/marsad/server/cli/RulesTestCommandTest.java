package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class RulesTestCommandTest {
  private static final String RULE =
      """
      title: Shell
      id: 11111111-1111-4111-8111-111111111111
      logsource: {product: windows, category: process_creation}
      detection: {s: {Image|endswith: '\\sh.exe'}, condition: s}
      """;

  private static final String TEST =
      """
      match:
        - {Channel: Microsoft-Windows-Sysmon/Operational, EventID: 1, Image: 'C:\\sh.exe'}
      no_match:
        - {Channel: Microsoft-Windows-Sysmon/Operational, EventID: 1, Image: 'C:\\bash.exe'}
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void runsThePacksThatComeWithMarsad() {
    assertEquals(0, run("linux-authentication"));
    assertTrue(out.toString(UTF_8).contains(" 0 failed, "), out.toString(UTF_8));
  }

  @Test
  void knowsWhichPackSomebodyMeant() {
    assertEquals(1, run("linux-autentication"));
    assertEquals(
        "there is no folder and no pack \"linux-autentication\"; did you mean"
            + " \"linux-authentication\"?\n",
        err.toString(UTF_8));
  }

  @Test
  void runsTestsBesideSigmaRulesThatBelongToNoPack() throws IOException {
    Files.writeString(folder.resolve("a.yml"), RULE);
    Files.writeString(folder.resolve("a.test.yaml"), TEST);
    assertEquals(0, run(folder.toString()));
    assertTrue(out.toString(UTF_8).contains("\n2 tests, 0 failed, "), out.toString(UTF_8));
  }

  @Test
  void failsAndWritesWhyForBuildServers() throws Exception {
    Files.writeString(folder.resolve("a.yml"), RULE);
    Files.writeString(folder.resolve("a.test.yaml"), TEST.replace("bash", "x<\\sh"));
    Path xml = folder.resolve("out.xml");
    assertEquals(1, run(folder.toString(), "--junit", xml.toString()));
    String text = out.toString(UTF_8);
    assertTrue(text.contains("/a.test.yaml:4: 11111111-1111-4111-8111-111111111111 holds"), text);
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(xml)))
            .getDocumentElement();
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    assertEquals("2", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertTrue(root.getElementsByTagName("failure").item(0).getTextContent().contains("x<"));
  }

  @Test
  void explainsWhyARuleOfAFileDoesNotHold() throws IOException {
    Path rule = folder.resolve("a.yml");
    Files.writeString(rule, RULE);
    Path events = folder.resolve("e.ndjson");
    String start = "{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,";
    Files.writeString(
        events, start + "\"Image\":\"C:\\\\sh.exe\"}\n" + start + "\"Image\":\"C:\\\\x\"}\n");
    assertEquals(0, explain(rule.toString(), events.toString(), "--line", "1"));
    out.reset();
    assertEquals(3, explain(rule.toString(), events.toString(), "--line", "2"));
    assertTrue(
        out.toString(UTF_8).contains("\n    Image is \"C:\\x\"; wanted: ends with \"\\sh.exe\"\n"),
        out.toString(UTF_8));
  }

  @Test
  void explainsRulesOfPacksForALine() {
    String line =
        "<86>Mar 18 10:20:30 web-1 sshd[7]: Connection closed by 192.0.2.10 port 4 [preauth]";
    assertEquals(3, explain("ssh-probe", line));
    assertTrue(out.toString(UTF_8).contains("; wanted: ssh_probe\n"), out.toString(UTF_8));
    assertEquals(1, explain("ssh-prob", line));
    assertTrue(err.toString(UTF_8).contains("did you mean \"ssh-probe\""), err.toString(UTF_8));
  }

  @Test
  void tellsWhatAChangedRuleWouldChange() throws IOException {
    Path old = Files.writeString(folder.resolve("old.yml"), RULE);
    Path now = Files.writeString(folder.resolve("new.yml"), RULE.replace("sh.exe", "ksh.exe"));
    Path events =
        Files.writeString(
            folder.resolve("e.ndjson"),
            event("2026-03-18 10:00:00.000", "sh.exe")
                + event("2026-03-18 10:00:01.000", "x.exe")
                + event("2026-03-20 10:00:00.000", "ksh.exe"));
    assertEquals(0, rules("replay", old.toString(), events.toString()));
    String alert = out.toString(UTF_8);
    assertTrue(alert.contains("\"first\":\"2026-03-18T10:00:00Z\""), alert);
    assertTrue(alert.contains("\"first_line\":1,\"line\":1,"), alert);
    assertEquals(1, alert.lines().count());
    out.reset();
    assertEquals(3, rules("diff", old.toString(), now.toString(), events.toString()));
    String text = out.toString(UTF_8);
    assertTrue(text.contains("3 events: 1 new alerts, 1 gone, 0 the same"), text);
    assertTrue(text.contains("noise per day: 0.5 alerts before, 0.5 now"), text);
    assertEquals(0, rules("diff", old.toString(), old.toString(), events.toString()));
  }

  private static String event(String time, String image) {
    return "{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"UtcTime\":\""
        + time
        + "\",\"Computer\":\"ws-1\",\"Image\":\"C:\\\\"
        + image
        + "\"}\n";
  }

  private int explain(String... arguments) {
    return rules("explain", arguments);
  }

  private int run(String... arguments) {
    return rules("test", arguments);
  }

  private int rules(String name, String... arguments) {
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    var command = new String[arguments.length + 2];
    command[0] = "rules";
    command[1] = name;
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      return Main.run(command);
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
  }
}
