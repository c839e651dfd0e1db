package org.marsad.rules.correlate.api;

/**
 * Something that is watched over, as the operator's list says. Not an event: it is there until the
 * list changes.
 */
public final class Asset {
  private final String host;
  private final String ip;
  private final String role;
  private final String owner;
  private final String criticality;

  /** An asset; what is not known of it is empty. */
  public Asset(String host, String ip, String role, String owner, String criticality) {
    this.host = host;
    this.ip = ip;
    this.role = role;
    this.owner = owner;
    this.criticality = criticality;
  }

  public String getHost() {
    return host;
  }

  public String getIp() {
    return ip;
  }

  /** Such as {@code vpn-gateway}. */
  public String getRole() {
    return role;
  }

  public String getOwner() {
    return owner;
  }

  /** As the list says it. */
  public String getCriticality() {
    return criticality;
  }

  /** Whether its criticality is high or critical. */
  public boolean getCritical() {
    return criticality.equals("critical") || criticality.equals("high");
  }
}
