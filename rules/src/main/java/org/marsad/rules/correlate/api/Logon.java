package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** Somebody tried to log on, or did. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class Logon extends Happening {
  private final String user;
  private final String domain;
  private final String host;
  private final String sourceIp;
  private final String sourceHost;
  private final String outcome;
  private final String action;
  private final String reason;
  private final String type;
  private final String module;
  private final String country;
  private final String location;
  private final double latitude;
  private final double longitude;

  /** What an event that has the word tells. */
  public Logon(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    domain = word.text("domain", signal);
    host = word.text("host", signal);
    sourceIp = word.text("sourceIp", signal);
    sourceHost = word.text("sourceHost", signal);
    outcome = word.text("outcome", signal);
    action = word.text("action", signal);
    reason = word.text("reason", signal);
    type = word.text("type", signal);
    module = word.text("module", signal);
    country = word.text("country", signal);
    location = word.text("location", signal);
    int comma = location.indexOf(',');
    latitude =
        comma < 0
            ? word.decimal("latitude", signal, Double.NaN)
            : decimal(location.substring(0, comma));
    longitude =
        comma < 0
            ? word.decimal("longitude", signal, Double.NaN)
            : decimal(location.substring(comma + 1));
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  public String getUser() {
    return user;
  }

  public String getDomain() {
    return domain;
  }

  public String getHost() {
    return host;
  }

  /** Where it came from; empty for local ones. */
  public String getSourceIp() {
    return sourceIp;
  }

  public String getSourceHost() {
    return sourceHost;
  }

  /** {@code success} or {@code failure}. */
  public String getOutcome() {
    return outcome;
  }

  /** {@code ssh_login}, {@code su}, {@code logged-in}, ... */
  public String getAction() {
    return action;
  }

  /** Why it failed, where that is known. */
  public String getReason() {
    return reason;
  }

  /** {@code Network}, {@code RemoteInteractive}, ... on Windows. */
  public String getType() {
    return type;
  }

  /** What kind of system it was, such as {@code windows}. */
  public String getModule() {
    return module;
  }

  /** Where the source address is, as two letters. */
  public String getCountry() {
    return country;
  }

  /** Where the source address is, as {@code latitude,longitude}. */
  public String getLocation() {
    return location;
  }

  @Override
  public double getLatitude() {
    return latitude;
  }

  @Override
  public double getLongitude() {
    return longitude;
  }

  @Override
  public String role() {
    return outcome.equals("success") ? "login" : "failed login";
  }
}
