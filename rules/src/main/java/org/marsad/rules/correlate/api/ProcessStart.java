package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;

/** A program was started. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class ProcessStart extends Happening {
  private final String user;
  private final String effectiveUser;
  private final String host;
  private final String commandLine;
  private final String action;

  /** The start that an event tells of. */
  public ProcessStart(Signal signal) {
    proveBy(List.of(signal));
    user = text(signal, "user.name");
    effectiveUser = text(signal, "user.effective.name");
    host = text(signal, "host.name");
    commandLine = text(signal, "process.command_line");
    action = text(signal, "event.action");
  }

  /** Who asked for it. */
  public String getUser() {
    return user;
  }

  /** As whom it runs. */
  public String getEffectiveUser() {
    return effectiveUser;
  }

  public String getHost() {
    return host;
  }

  public String getCommandLine() {
    return commandLine;
  }

  /** {@code sudo}, ... */
  public String getAction() {
    return action;
  }

  @Override
  public String role() {
    return action.equals("sudo") ? "privileged command" : "program";
  }
}
