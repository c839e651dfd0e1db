package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/** A rule for single events held. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class Alert extends Happening {
  private final Rule.Meta meta;
  private final Signal signal;
  private final String attack;

  /** The alert of this rule for an event. */
  public Alert(Rule.Meta meta, Signal signal) {
    proveBy(List.of(signal));
    this.meta = meta;
    this.signal = signal;
    attack = String.join(",", meta.attack());
  }

  /** Id of the rule. */
  public String getRule() {
    return meta.id();
  }

  public String getTitle() {
    return meta.title();
  }

  /** Name of the rule's pack. */
  public String getPack() {
    return meta.pack();
  }

  /** {@code informational} to {@code critical}. */
  public String getSeverity() {
    return meta.level().toString();
  }

  /** How much it adds to the risk of whom it is about. */
  public int getScore() {
    return switch (meta.level()) {
      case INFORMATIONAL -> 1;
      case LOW -> 5;
      case MEDIUM -> 20;
      case HIGH -> 50;
      case CRITICAL -> 80;
    };
  }

  /** ATT&CK ids with commas between. */
  public String getAttack() {
    return attack;
  }

  public String getUser() {
    return text("user.name");
  }

  public String getHost() {
    return text("host.name");
  }

  public String getSourceIp() {
    return text("source.ip");
  }

  public String getDestIp() {
    return text("destination.ip");
  }

  public String getProcess() {
    return text("process.name");
  }

  public String getCommandLine() {
    return text("process.command_line");
  }

  public String getSha256() {
    return text("file.hash.sha256");
  }

  /** An attribute by its name; empty if it has none or there is no such attribute. */
  public String attribute(String name) {
    return switch (name) {
      case "rule" -> getRule();
      case "title" -> getTitle();
      case "pack" -> getPack();
      case "severity" -> getSeverity();
      case "attack" -> getAttack();
      case "score" -> String.valueOf(getScore());
      case "user" -> getUser();
      case "host" -> getHost();
      case "sourceIp" -> getSourceIp();
      case "destIp" -> getDestIp();
      case "process" -> getProcess();
      case "commandLine" -> getCommandLine();
      case "sha256" -> getSha256();
      default -> "";
    };
  }

  private String text(String field) {
    String value = signal.field(field);
    return value == null ? "" : value;
  }

  @Override
  public String role() {
    return meta.title();
  }
}
