package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** A name was asked for. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class DnsQuery extends Happening {
  private final String user;
  private final String host;
  private final String process;
  private final String sourceIp;
  private final String name;
  private final String domain;
  private final String type;
  private final String responseCode;
  private final String resolvedIp;
  private final String outcome;

  /** What an event that has the word tells. */
  public DnsQuery(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    host = word.text("host", signal);
    process = word.text("process", signal);
    sourceIp = word.text("sourceIp", signal);
    name = word.text("name", signal);
    domain = word.text("domain", signal);
    type = word.text("type", signal);
    responseCode = word.text("responseCode", signal);
    resolvedIp = word.text("resolvedIp", signal);
    outcome = word.text("outcome", signal);
  }

  public String getUser() {
    return user;
  }

  public String getHost() {
    return host;
  }

  public String getProcess() {
    return process;
  }

  /** Who asked. */
  public String getSourceIp() {
    return sourceIp;
  }

  /** The whole name. */
  public String getName() {
    return name;
  }

  /** The part of it that somebody registered, where that is known. */
  public String getDomain() {
    return domain;
  }

  /** {@code A}, {@code TXT}, ... */
  public String getType() {
    return type;
  }

  public String getResponseCode() {
    return responseCode;
  }

  public String getResolvedIp() {
    return resolvedIp;
  }

  public String getOutcome() {
    return outcome;
  }

  @Override
  public String role() {
    return "name look-up";
  }
}
