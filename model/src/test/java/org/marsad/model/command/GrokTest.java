package org.marsad.model.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.query.RegexCompiler.Groups;
import org.marsad.model.query.TestRegex;

class GrokTest {
  @Test
  void takesTheNamedParts() {
    assertEquals(
        List.of(
            "message=192.0.2.7 GET /a?b=1 200 0.5 source.ip=192.0.2.7 verb=GET path=/a?b=1"
                + " status=200 took=0.5"),
        Pipelines.rows(
            "grok \"%{IP:source.ip} %{WORD:verb} %{URIPATHPARAM:path} %{INT:status:int}"
                + " %{NUMBER:took:float}\"",
            "message=192.0.2.7+GET+/a?b=1+200+0.5".replace("=1", "\u003d1")));
  }

  @Test
  void takesTheFirstPatternThatFitsAndLeavesOtherRowsAlone() {
    assertEquals(
        List.of("m=a 1 n=1", "m=b x w=x", "m=c"),
        Pipelines.rows("grok m \"a %{INT:n:int}\", \"b %{WORD:w}\"", "m=a+1", "m=b+x", "m=c"));
  }

  @Test
  void readsNamesOfLogstashAndGroupsOfItsOwn() {
    assertEquals(
        List.of("m=u-root x user.name=root rest=x"),
        Pipelines.rows("grok m \"u-%{WORD:[user][name]} (?<rest>\\w)\"", "m=u-root+x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      value = {
        "IPV6 ^ 2001:db8::1",
        "IPV6 ^ ::ffff:192.0.2.1",
        "IPV6 ^ fe80::",
        "IPV4 ^ 192.0.2.255",
        "HOSTNAME ^ web-1.example.com",
        "EMAILADDRESS ^ a.b+c@example.com",
        "UUID ^ 123e4567-e89b-12d3-a456-426614174000",
        "MAC ^ 00:1A:2b:3c:4d:5e",
        "MAC ^ 001a.2b3c.4d5e",
        "QUOTEDSTRING ^ \"a \\\" b\"",
        "WINPATH ^ C:\\Windows\\System32\\cmd.exe",
        "UNIXPATH ^ /usr/bin/env",
        "URI ^ https://user:pw@example.com:8443/a/b?c=d",
        "TIMESTAMP_ISO8601 ^ 2026-03-18T10:20:30.123+03:00",
        "SYSLOGTIMESTAMP ^ Mar  8 10:20:30",
        "HTTPDATE ^ 18/Mar/2026:10:20:30 +0000",
        "DATESTAMP_RFC2822 ^ Wed, 18 Mar 2026 10:20:30 +0300",
        "SYSLOGBASE ^ Mar 18 10:20:30 web-1 sshd[311]:",
        "LOGLEVEL ^ WARNING",
        "NUMBER ^ -1.5",
        "BASE16NUM ^ 0xFF",
        "COMBINEDAPACHELOG ^ 192.0.2.7 - alice [18/Mar/2026:10:20:30 +0000] \"GET /a HTTP/1.1\" 200"
            + " 123 \"-\" \"curl/8\"",
      })
  void matchesAllOfWhatItsNameSays(String name, String text) {
    GrokPattern pattern = GrokPattern.read("^%{" + name + ":whole}$");
    Groups groups = new TestRegex().groups(pattern.regex());
    assertNotNull(groups.find(text, 0), () -> name + ": " + pattern.regex());
  }

  @Test
  void everyPatternCanBeRead() {
    for (String name : GrokPatterns.names()) {
      GrokPattern pattern = GrokPattern.read("%{" + name + ":x}");
      assertNotNull(new TestRegex().groups(pattern.regex()), name);
    }
  }

  @Test
  void tellsWhatIsWrongWithAPattern() {
    var problems = new ArrayList<String>();
    for (String pattern : List.of("%{IPX:a}", "%{IP:a", "%{IP:a:real}", "plain", "(?=x)%{IP:a}")) {
      var e =
          assertThrows(
              QuerySyntaxException.class,
              () -> PipelineParser.parse("* | grok m \"" + pattern + "\""));
      problems.add(e.problems().getFirst().message());
    }
    assertTrue(problems.get(0).contains("did you mean IP"), problems.get(0));
    assertTrue(problems.get(1).contains("never closed"), problems.get(1));
    assertTrue(problems.get(2).contains("no type \"real\""), problems.get(2));
    assertTrue(problems.get(3).contains("names no field"), problems.get(3));
    assertEquals(5, problems.size());
  }
}
