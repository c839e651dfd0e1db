package org.marsad.server.cli;

import org.marsad.rules.check.Outcome;

/** Outcomes of tests as JUnit's XML, which build servers read. One thread. */
final class JUnitXml {
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";

  private final StringBuilder suites = new StringBuilder();
  private final StringBuilder cases = new StringBuilder();
  private String suite = "";
  private int tests;
  private int failures;
  private long nanos;

  /** The tests of another suite follow. */
  void begin(String name) {
    close();
    suite = name;
  }

  void test(String suiteName, Outcome outcome) {
    tests++;
    nanos += outcome.nanos();
    open(suiteName, outcome.test().place() + " " + outcome.test().name(), outcome.nanos());
    if (outcome.passed()) {
      cases.append("/>\n");
    } else {
      failed(outcome.failure());
    }
  }

  /** Something is wrong that is no test. */
  void failure(String suiteName, String name, String message) {
    tests++;
    open(suiteName, name, 0);
    failed(message);
  }

  private void open(String suiteName, String name, long took) {
    cases
        .append("    <testcase classname=\"")
        .append(escaped(suiteName))
        .append("\" name=\"")
        .append(escaped(name))
        .append("\" time=\"")
        .append(seconds(took))
        .append('"');
  }

  private void failed(String message) {
    failures++;
    String first = message.lines().findFirst().orElse("");
    cases
        .append("><failure message=\"")
        .append(escaped(first))
        .append("\">")
        .append(escaped(message))
        .append("</failure></testcase>\n");
  }

  private void close() {
    if (tests > 0) {
      suites
          .append("  <testsuite name=\"")
          .append(escaped(suite.isEmpty() ? "rules" : suite))
          .append("\" tests=\"")
          .append(tests)
          .append("\" failures=\"")
          .append(failures)
          .append("\" errors=\"0\" time=\"")
          .append(seconds(nanos))
          .append("\">\n")
          .append(cases)
          .append("  </testsuite>\n");
    }
    cases.setLength(0);
    tests = 0;
    failures = 0;
    nanos = 0;
  }

  /** The whole document. */
  String end() {
    close();
    return HEAD + suites + "</testsuites>\n";
  }

  private static String seconds(long took) {
    return Double.toString(Math.round(took / 1e6) / 1e3);
  }

  /** What XML cannot hold becomes a question mark. */
  private static String escaped(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                default -> {
                  boolean holds = c >= ' ' && (c < 0xd800 || c > 0xdfff) && c < 0xfffe;
                  escaped.appendCodePoint(holds || c > 0xffff ? c : '?');
                }
              }
            });
    return escaped.toString();
  }
}
