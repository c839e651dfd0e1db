package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** A service was installed. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class ServiceInstalled extends Happening {
  private final String user;
  private final String host;
  private final String service;
  private final String path;
  private final String account;
  private final String startType;
  private final String outcome;

  /** What an event that has the word tells. */
  public ServiceInstalled(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    host = word.text("host", signal);
    service = word.text("service", signal);
    path = word.text("path", signal);
    account = word.text("account", signal);
    startType = word.text("startType", signal);
    outcome = word.text("outcome", signal);
  }

  /** Who installed it. */
  public String getUser() {
    return user;
  }

  public String getHost() {
    return host;
  }

  /** Its name. */
  public String getService() {
    return service;
  }

  /** What it runs. */
  public String getPath() {
    return path;
  }

  /** As whom it runs. */
  public String getAccount() {
    return account;
  }

  public String getStartType() {
    return startType;
  }

  public String getOutcome() {
    return outcome;
  }

  @Override
  public String role() {
    return "installed service";
  }
}
