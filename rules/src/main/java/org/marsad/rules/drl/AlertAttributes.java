package org.marsad.rules.drl;

import java.util.List;

/** What packs may ask of the alert of a rule for single events. */
public final class AlertAttributes {
  /** Those that are texts. */
  public static final List<String> TEXTS =
      List.of(
          "rule",
          "title",
          "pack",
          "severity",
          "attack",
          "user",
          "host",
          "sourceIp",
          "destIp",
          "process",
          "commandLine",
          "sha256");

  private AlertAttributes() {}
}
