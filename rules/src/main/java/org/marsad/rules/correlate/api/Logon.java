package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;

/** Somebody tried to log on, or did. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class Logon extends Happening {
  private final String user;
  private final String host;
  private final String sourceIp;
  private final String outcome;
  private final String action;

  /** The logon that an event tells of. */
  public Logon(Signal signal) {
    proveBy(List.of(signal));
    user = text(signal, "user.name");
    host = text(signal, "host.name");
    sourceIp = text(signal, "source.ip");
    outcome = text(signal, "event.outcome");
    action = text(signal, "event.action");
  }

  public String getUser() {
    return user;
  }

  public String getHost() {
    return host;
  }

  /** Where it came from; empty for local ones. */
  public String getSourceIp() {
    return sourceIp;
  }

  /** {@code success} or {@code failure}. */
  public String getOutcome() {
    return outcome;
  }

  /** {@code ssh_login}, {@code su}, ... */
  public String getAction() {
    return action;
  }

  @Override
  public String role() {
    return outcome.equals("success") ? "login" : "failed login";
  }
}
