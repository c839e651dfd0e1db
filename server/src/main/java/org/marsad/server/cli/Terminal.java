package org.marsad.server.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a command writes to. Text of log lines goes through {@link #safe} first: what a sender
 * wrote must not move the cursor, change colours or hide itself (CWE-150).
 */
public final class Terminal {
  private static final int TAB = '\t';

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colour;
  private final boolean interactive;

  Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.colour = colour;
  }

  /** The process's own streams; colours where a person looks and NO_COLOR is not set. */
  @SuppressWarnings("SystemConsoleNull") // the two checkers of null disagree here
  static Terminal system() {
    Console console = System.console();
    boolean person = console != null && console.isTerminal();
    boolean wanted = System.getenv("NO_COLOR") == null;
    return new Terminal(System.out, System.err, person, person && wanted);
  }

  void line(String text) {
    out.println(text);
  }

  void line() {
    out.println();
  }

  /** To the error stream. */
  void error(String text) {
    err.println(text);
  }

  /** A line of progress that the next one replaces; where nobody looks it is an ordinary line. */
  void progress(String text, boolean last) {
    if (interactive) {
      err.print("\r\u001b[2K" + text + (last ? "\n" : ""));
      err.flush();
    } else {
      err.println(text);
    }
  }

  /** Whether a person looks at it. */
  boolean interactive() {
    return interactive;
  }

  String bold(String text) {
    return paint("1", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  /** What was looked for. */
  String found(String text) {
    return paint("1;33", text);
  }

  /** Whether texts are painted. */
  boolean colour() {
    return colour;
  }

  /** A severity in its colour. */
  String level(String level) {
    String word = level.toUpperCase(Locale.ROOT);
    return switch (level) {
      case "critical" -> paint("1;97;41", word);
      case "high" -> paint("1;31", word);
      case "medium" -> paint("1;33", word);
      case "low" -> paint("36", word);
      default -> word;
    };
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /**
   * Text of others as it can be shown: control characters, and those that reorder or hide text
   * (bidirectional controls, zero-width characters), become visible escapes.
   */
  static String safe(String text) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isPlain(c)) {
        if (safe != null) {
          safe.appendCodePoint(c);
        }
      } else {
        if (safe == null) {
          safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        safe.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c));
      }
      i += Character.charCount(c);
    }
    return safe == null ? text : safe.toString();
  }

  private static boolean isPlain(int c) {
    if (c == TAB) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
