package org.marsad.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.incident.Level;
import org.marsad.rules.problem.RuleProblem;

class SigmaLoaderTest {
  private static final String HEAD =
      """
      title: A rule
      id: 5d9c0a52-0000-4000-8000-0000000000aa
      author: A. Author
      modified: 2026-08-05
      level: high
      tags: [attack.t1059.001]
      custom_key: kept out of the way
      logsource: {product: windows, category: process_creation}
      detection:
      """;

  @Test
  void readsWhatARuleSaysOfItself() {
    SigmaRule rule = load("  a: {Image|endswith: '\\x.exe'}\n  condition: a\n").rules().getFirst();
    assertEquals("A rule", rule.title());
    assertEquals("A. Author", rule.author());
    assertEquals(20_260_805, rule.version());
    assertEquals(Level.HIGH, rule.level());
    assertEquals(List.of("attack.t1059.001"), rule.tags());
    assertEquals(new LogSource("windows", "process_creation", ""), rule.logSource());
    assertEquals(
        "Test[field=Image, check=Text[pattern=*\\\\x.exe, cased=false]]",
        rule.condition().toString());
  }

  /** Behind the place is a part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "  a: {X|contians: y}|  condition: a ~ 10:7: unknown modifier \"contians\"; did you mean"
            + " \"contains\"?",
        "  a: {X: y}|  condition: b ~ 11:14: there is no search identifier \"b\"",
        "  a: {X: y}|  condition: a and ~ 11:14: the condition ends where an identifier was"
            + " expected",
        "  a: {X: y}|  condition: (a ~ 11:14: expecting )",
        "  a: {X: y}|  condition: a | count() > 5 ~ 11:16: conditions with | were replaced by"
            + " correlation",
        "  a: {X: y}|  condition: 1 of b* ~ 11:19: no search identifier fits \"b*\"",
        "  a: {X: y} ~ 10:3: \"condition\" is missing",
        "  a: {X|re: '('}|  condition: a ~ 10:13: /(/ is no regular expression",
        "  a: {X|contains|re: 'x'}|  condition: a ~ 10:7: re must be the first modifier",
        "  a: {X|cidr: 10.0.0.1/8}|  condition: a ~ 10:15: the address has bits behind the prefix",
        "  a: {X|base64: 'a*b'}|  condition: a ~ 10:17: base64 cannot encode a wildcard",
        "  a: {X|lt: abc}|  condition: a ~ 10:13: the modifier lt wants a number",
        "  a: {X|wide: abc}|  condition: a ~ 10:15: bytes match nothing by themselves",
        "  a: {X|expand: '%who%'}|  condition: a ~ 10:17: no values are configured for the"
            + " placeholder %who%",
        "  a: {X: [b: c]}|  condition: a ~ 10:11: expecting a value",
        "  a: {X: y, X: z}|  condition: a ~ 10:13: the key \"X\" is here twice",
        "  a: {}|  condition: a ~ 10:6: expecting fields and values",
        "  a: {X|hour: 24}|  condition: a ~ 10:15: this can never hold: the hour of a date is 0 to"
            + " 23",
        "  a: {X|re: '(?=a'}|  condition: a ~ 10:13: /(?=a/ is no regular expression: unclosed",
        "  a: {X: y}|  condition: 'a or b' ~ 11:20: there is no search identifier \"b\"",
      })
  void rejectsWhatCouldNotMatchAndSaysWhere(String detection, String problem) {
    // Lines begin behind a bar and two blanks; the first has lost its blanks.
    String lines = "  " + detection.replaceAll("\\|(?=  )", "\n").strip() + "\n";
    SigmaLoader.Loaded loaded = load(lines);
    assertEquals(List.of(), loaded.rules(), detection);
    String told = loaded.problems().getFirst().toString();
    assertTrue(told.startsWith("rule.yml:" + problem.strip()), told);
  }

  @Test
  void tellsAllThatIsWrongWithARuleAtOnce() {
    String lines = "  a: {X|contians: y, Z|lt: abc}\n  condition: a and filter\n";
    SigmaLoader.Loaded loaded = load(lines);
    assertEquals(List.of(), loaded.rules());
    assertEquals(
        "rule.yml:10:7: unknown modifier \"contians\"; did you mean \"contains\"?\n"
            + "rule.yml:10:28: the modifier lt wants a number\n"
            + "rule.yml:11:20: there is no search identifier \"filter\"; expecting one of [a]",
        String.join("\n", texts(loaded.problems())));
  }

  @Test
  void loadsTheOthersOfAFileInWhichOneIsBroken() {
    String good = HEAD + "  a: {X: y}\n  condition: a\n";
    String other = good.replace("00aa", "00bb");
    SigmaLoader.Loaded loaded =
        new SigmaLoader().add("f.yml", good + "---\ntitle: x\n---\n" + other).loaded();
    assertEquals(2, loaded.rules().size());
    assertEquals(
        List.of("f.yml:13:1: \"logsource\" is missing", "f.yml:13:1: \"detection\" is missing"),
        texts(loaded.problems()));
  }

  @Test
  void tellsTwoRulesWithOneId() {
    String good = HEAD + "  a: {X: y}\n  condition: a\n";
    SigmaLoader.Loaded loaded = new SigmaLoader().add("a.yml", good).add("b.yml", good).loaded();
    assertEquals(1, loaded.rules().size());
    assertTrue(loaded.problems().getFirst().message().endsWith("is that of a rule in a.yml"));
  }

  @Test
  void putsFiltersBehindTheRulesTheyAreFor() {
    String rule = HEAD + "  a: {X: y}\n  condition: a\n";
    String filter =
        """
        title: known machines
        logsource: {product: windows}
        filter:
          rules: any
          known: {Computer: build.example.com}
          condition: not known
        """;
    SigmaLoader.Loaded loaded = new SigmaLoader().add("r.yml", rule).add("f.yml", filter).loaded();
    assertEquals(List.of(), loaded.problems());
    assertTrue(
        loaded.rules().getFirst().condition() instanceof Expr.All all && all.parts().size() == 2);
    String other = filter.replace("windows", "linux");
    assertTrue(
        new SigmaLoader()
                .add("r.yml", rule)
                .add("f.yml", other)
                .loaded()
                .rules()
                .getFirst()
                .condition()
            instanceof Expr.Test);
  }

  @Test
  void tellsFiltersThatDoNothing() {
    String filter =
        """
        title: known machines
        logsource: {product: PRODUCT}
        filter:
          rules: [WORD]
          known: {Computer: build.example.com}
          condition: not known
        """;
    String rule = HEAD + "  a: {X: y}\n  condition: a\n";
    String id = "5D9C0A52-0000-4000-8000-0000000000AA";
    assertEquals(
        List.of(
            "a.yml:1:1: the filter names a rule \"A rul\" that is not here",
            "b.yml:1:1: the filter is for linux/*/* and does nothing for \"A rule\", which is for"
                + " windows/process_creation/*"),
        texts(
            new SigmaLoader()
                .add("a.yml", filter.replace("PRODUCT", "windows").replace("WORD", "A rul"))
                .add("b.yml", filter.replace("PRODUCT", "linux").replace("WORD", "A rule"))
                .add("c.yml", filter.replace("PRODUCT", "windows").replace("WORD", id))
                .add("r.yml", rule)
                .loaded()
                .problems()));
  }

  @Test
  void warnsOfFiltersThatLeaveNothingOut() {
    String filter =
        """
        title: known machines
        logsource: {product: windows}
        filter:
          rules: any
          known: {Computer: build.example.com}
          condition: CONDITION
        """;
    String rule = HEAD + "  a: {X: y}\n  condition: a\n";
    SigmaLoader.Loaded loaded =
        new SigmaLoader()
            .add("r.yml", rule)
            .add("a.yml", filter.replace("CONDITION", "known"))
            .add("b.yml", filter.replace("CONDITION", "not 1 of k*"))
            .loaded();
    assertEquals(List.of(), loaded.problems());
    assertEquals(1, loaded.warnings().size(), loaded.warnings().toString());
    RuleProblem warning = loaded.warnings().getFirst();
    assertEquals("a.yml:6:14", warning.file() + ":" + warning.line() + ":" + warning.column());
    assertTrue(warning.message().contains("has no \"not\""), warning.toString());
  }

  @Test
  void warnsOfMisspeltLogSourcesAndOfNoOthers() {
    String rule = HEAD + "  a: {X: y}\n  condition: a\n";
    assertEquals(
        List.of(
            "r.yml:8:41: no log source is known whose category is \"proces_creation\"; did you"
                + " mean \"process_creation\"?"),
        texts(warnings(rule.replace("process_creation", "proces_creation"))));
    for (String right : List.of("process_creation", "our_own_logs", "ours", "PROCESS_CREATION")) {
      assertEquals(List.of(), warnings(rule.replace("process_creation", right)), right);
    }
  }

  private static List<RuleProblem> warnings(String rule) {
    var names = new SourceNames(Set.of("windows"), Set.of("process_creation", "file"), Set.of());
    return new SigmaLoader(new SigmaFiles(), names).add("r.yml", rule).loaded().warnings();
  }

  @Test
  void refusesALogSourceThatWouldMeanMoreThanItsAuthor() {
    String rule = HEAD.replace("category:", "catgory:") + "  a: {X: y}\n  condition: a\n";
    assertEquals(
        List.of("r.yml:8:31: unknown key \"catgory\"; did you mean \"category\"?"),
        texts(new SigmaLoader().add("r.yml", rule).loaded().problems()));
    String more = HEAD.replace("windows,", "windows, vendor: x,") + "  a: {X: y}\n  condition: a\n";
    assertEquals(List.of(), new SigmaLoader().add("r.yml", more).loaded().problems());
  }

  @Test
  void tellsWhereACharacterIsThatNoYamlHas() {
    assertEquals(
        List.of("r.yml:2:4: the character U+0000 is not allowed in YAML"),
        texts(new SigmaLoader().add("r.yml", "title: x\nid:\0\n").loaded().problems()));
  }

  @Test
  void putsTheValuesOfPlaceholdersIn() {
    var loader = new SigmaLoader(Map.of("admins", List.of("root", "ad*")));
    SigmaLoader.Loaded loaded =
        loader.add("r.yml", HEAD + "  a: {X|expand: 'x-%admins%'}\n  condition: a\n").loaded();
    assertEquals(List.of(), loaded.problems());
    assertEquals(
        "Any[parts=[Test[field=X, check=Text[pattern=x-root, cased=false]],"
            + " Test[field=X, check=Text[pattern=x-ad*, cased=false]]]]",
        loaded.rules().getFirst().condition().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "a\\*b, false, a\\*b",
    "a*b, true, a*b",
    "C:\\Windows\\x, false, C:\\\\Windows\\\\x",
    "\\\\\\\\srv, false, \\\\\\\\srv",
    "\\\\*, true, \\\\*",
    "end\\, false, end\\\\",
  })
  void readsBackslashesAsTheSpecificationDoes(String text, boolean wild, String printed) {
    Wildcards pattern = Wildcards.parse(text);
    assertEquals(wild, !pattern.isPlain());
    assertEquals(printed, pattern.toString());
  }

  private static SigmaLoader.Loaded load(String detection) {
    return new SigmaLoader().add("rule.yml", HEAD + detection).loaded();
  }

  private static List<String> texts(List<RuleProblem> problems) {
    return problems.stream().map(RuleProblem::toString).toList();
  }
}
