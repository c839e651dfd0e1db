package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** Somebody connected to an address, or was kept from it. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class NetConnection extends Happening {
  private final String user;
  private final String host;
  private final String process;
  private final String executable;
  private final String sourceIp;
  private final String destIp;
  private final String destHost;
  private final String destCountry;
  private final String transport;
  private final String protocol;
  private final String direction;
  private final String action;
  private final String outcome;
  private final String module;
  private final long sourcePort;
  private final long destPort;
  private final long bytesOut;
  private final long bytesIn;

  /** What an event that has the word tells. */
  public NetConnection(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    host = word.text("host", signal);
    process = word.text("process", signal);
    executable = word.text("executable", signal);
    sourceIp = word.text("sourceIp", signal);
    destIp = word.text("destIp", signal);
    destHost = word.text("destHost", signal);
    destCountry = word.text("destCountry", signal);
    transport = word.text("transport", signal);
    protocol = word.text("protocol", signal);
    direction = word.text("direction", signal);
    action = word.text("action", signal);
    outcome = word.text("outcome", signal);
    module = word.text("module", signal);
    sourcePort = word.number("sourcePort", signal);
    destPort = word.number("destPort", signal);
    bytesOut = word.number("bytesOut", signal);
    bytesIn = word.number("bytesIn", signal);
  }

  public String getUser() {
    return user;
  }

  /** Who saw it: the host itself, or a firewall on the way. */
  public String getHost() {
    return host;
  }

  public String getProcess() {
    return process;
  }

  public String getExecutable() {
    return executable;
  }

  public String getSourceIp() {
    return sourceIp;
  }

  public String getDestIp() {
    return destIp;
  }

  /** The name of the destination, where it is known. */
  public String getDestHost() {
    return destHost;
  }

  /** Where the destination is, as two letters. */
  public String getDestCountry() {
    return destCountry;
  }

  /** {@code tcp}, {@code udp}, ... */
  public String getTransport() {
    return transport;
  }

  /** {@code http}, {@code dns}, ... */
  public String getProtocol() {
    return protocol;
  }

  public String getDirection() {
    return direction;
  }

  public String getAction() {
    return action;
  }

  /** {@code failure} if it was denied. */
  public String getOutcome() {
    return outcome;
  }

  public String getModule() {
    return module;
  }

  public long getSourcePort() {
    return sourcePort;
  }

  public long getDestPort() {
    return destPort;
  }

  /** From source to destination. */
  public long getBytesOut() {
    return bytesOut;
  }

  /** From destination to source. */
  public long getBytesIn() {
    return bytesIn;
  }

  @Override
  public String role() {
    return outcome.equals("failure") ? "refused connection" : "connection";
  }
}
