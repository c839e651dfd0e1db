package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.rules.problem.RuleProblem;

class SourceGateTest {
  private static final String HEAD =
      "package packs.p;\nimport org.marsad.rules.correlate.api.*;\nglobal Incidents incidents;\n";
  private static final String WHEN = HEAD + "rule \"r\" @id(\"r\") @severity(\"low\")\nwhen\n";
  private static final String THEN = "\nthen\n  incidents.open($k).because($l);\nend\n";

  @Test
  void letsAnHonestFileThrough() {
    String text =
        HEAD
            + "declare Fails extends Burst\n  @of(\"Logon\") @atLeast(5) @within(\"5m\")\nend\n"
            + "rule \"r\" @id(\"r\") @severity(\"low\")\nwhen\n"
            + "  $f : Fails( $k : key, count > 3 ) // comment\n"
            + "  $l : Logon( outcome == \"success\", sourceIp == $k, this after[0s,30m] $f )\n"
            + "  not ProcessStart( user == $l.user )"
            + THEN;
    assertEquals(List.of(), SourceGate.check("f.drl", text, "packs.p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$l : Logon( $k : user, eval(System.exit(0) == null) )",
        "$l : Logon( $k : user, user.getClass().getName() == \"x\" )",
        "$l : Logon( $k : user, Runtime.getRuntime() != null )",
        "$l : Logon( $k : user, user matches \"(a+)+b\" )",
        "$l : Logon( $k : user, new java.io.File(\"x\") != null )",
        "$l : Logon( $k : user ) from collector.all()",
        "$l : java.lang.ProcessBuilder( $k : this )",
        "Number() from accumulate( $l : Logon( $k : user ), init( System.exit(1); ) )",
        "$l : Logon( $k : user, this = null )",
        "$l : Logon( $k : user, Class.forName(\"x\") != null )",
        "$l : Logon( $k : user, {System.exit(0);} )",
        "$l : Logon( $k : user, \"\\u0022\" == user )",
        "$l : Logon( $k : user ) timer( int: 1s )",
        "$l : Object( $k : this )",
        "$l : Logon( $k : user ) over window:length( 9 )",
        "@x( System.exit(0) ) $l : Logon( $k : user )",
      })
  void refusesConditionsThatDoMoreThanMatch(String condition) {
    refuses(WHEN + condition + THEN, 6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.exit(0);",
        "incidents.open($k).because($l); System.exit(0);",
        "Runtime.getRuntime().exec(\"sh\");",
        "insert(new Object());",
        "while (true) {}",
        "incidents.open(System.getProperty(\"x\")).because($l);",
        "incidents.getClass();",
        "drools.getKieRuntime();",
        "new Thread().start();",
      })
  void refusesConsequencesThatDoMoreThanTell(String consequence) {
    refuses(WHEN + "$l : Logon( $k : user )\nthen\n" + consequence + "\nend\n", 8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import java.lang.Runtime;",
        "import function java.lang.System.exit;",
        "import static java.lang.System.*;",
        "global java.lang.Runtime runtime;",
        "function void f() { System.exit(0); }",
        "query q() Logon() end",
        "declare enum E A(System.exit(0)); end",
        "declare X extends Burst a : int = System.exit(0) end",
        "declare X a : String end",
        "declare X extends java.lang.Thread end",
        "dialect \"mvel\"",
        "unit packs.Other;",
        "declare X extends Burst @of( System.exit(0) ) end",
        "package java.lang;",
        "rule r when then end",
      })
  void refusesDeclarationsThatBringCodeIn(String declaration) {
    refuses(HEAD + declaration + "\n", 4);
  }

  private static void refuses(String text, int line) {
    List<RuleProblem> problems = SourceGate.check("f.drl", text, "packs.p");
    assertFalse(problems.isEmpty(), text);
    assertEquals(line, problems.getFirst().line(), problems.getFirst().toString());
    assertEquals("f.drl", problems.getFirst().file());
  }
}
