package org.marsad.collector.input;

import io.netty.handler.ssl.ClientAuth;
import java.util.Locale;

/** Whether senders have to prove who they are. */
public enum ClientCertificates {
  /** They are not asked. */
  NONE(ClientAuth.NONE),

  /** They are asked, and may decline. */
  OPTIONAL(ClientAuth.OPTIONAL),

  /** Who has none is turned away. */
  REQUIRED(ClientAuth.REQUIRE);

  private final ClientAuth auth;

  ClientCertificates(ClientAuth auth) {
    this.auth = auth;
  }

  ClientAuth auth() {
    return auth;
  }

  /** As settings write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
