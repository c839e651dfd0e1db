package org.marsad.rules.adopt;

/**
 * Under which terms rules may be used: the name as SPDX has it, and the text.
 *
 * @param text empty where no file has it
 */
record License(String name, String text) {
  static final License UNKNOWN = new License("unknown", "");

  /** Whether a file, by its name in small letters, is one that holds such terms. */
  static boolean isNamedSo(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    return name.startsWith("license") || name.startsWith("licence") || name.startsWith("copying");
  }

  /** The first text that is known wins, and that for rules over every other. */
  License or(String other) {
    String known = nameOf(other);
    boolean better = equals(UNKNOWN) || (known.equals("DRL-1.1") && !name.equals(known));
    return better ? new License(known, other) : this;
  }

  /** The same text under another name. */
  License called(String other) {
    return new License(other, text);
  }

  private static String nameOf(String text) {
    if (text.contains("Detection Rule License")) {
      return "DRL-1.1";
    } else if (text.contains("Apache License")) {
      return "Apache-2.0";
    } else if (text.contains("GNU GENERAL PUBLIC LICENSE")) {
      return text.contains("Version 3") ? "GPL-3.0" : "GPL-2.0";
    } else if (text.contains("Permission is hereby granted")) {
      return "MIT";
    }
    return "other";
  }
}
