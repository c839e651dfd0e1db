package org.marsad.collector.input;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;

/** What a handshake has to say: why it failed, or whom it has found. */
final class Handshakes {
  private static final int DNS = 2;
  private static final int MAX_MESSAGE = 300;

  private Handshakes() {}

  /** The reason of a failure, as metrics name it. */
  static String reason(Throwable failure) {
    boolean certificate = false;
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof NotSslRecordException) {
        return "not-tls";
      }
      if (at instanceof SslHandshakeTimeoutException) {
        return "handshake-timeout";
      }
      if (at instanceof ClosedChannelException) {
        return "handshake-broken-off";
      }
      certificate |= at instanceof CertificateException || at instanceof CertPathValidatorException;
    }
    String message = message(failure);
    if (certificate || message.contains("PKIX") || message.contains("certificate_verify")) {
      return "client-certificate-untrusted";
    }
    if (message.contains("Empty client certificate chain") || message.contains("null cert chain")) {
      return "client-certificate-missing";
    }
    if (message.contains("protocol version") || message.contains("Client requested protocol")) {
      return "handshake-version";
    }
    if (message.contains("cipher suites") || message.contains("negotiable cipher")) {
      return "handshake-cipher";
    }
    if (message.contains("Received fatal alert")) {
      return "handshake-refused-by-client";
    }
    if (message.contains("closing inbound") || message.contains("closed")) {
      return "handshake-broken-off";
    }
    return "handshake-failed";
  }

  /** What a failure and its causes say, each once; nothing that the other side wrote. */
  static String message(Throwable failure) {
    var text = new StringBuilder();
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      String said = String.valueOf(at.getMessage());
      if (at instanceof NotSslRecordException) {
        return "not a record of TLS";
      }
      if (!(at instanceof DecoderException) && text.indexOf(said) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(said);
      }
    }
    return text.substring(0, Math.min(text.length(), MAX_MESSAGE));
  }

  /** Who the other side proved to be: its common name, else its first name; empty if nobody. */
  static String identity(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? identity(certificate)
          : "";
    } catch (SSLPeerUnverifiedException _) {
      return "";
    }
  }

  private static String identity(X509Certificate certificate) {
    String name = commonName(certificate);
    if (name.isEmpty()) {
      name = alternativeName(certificate);
    }
    if (name.isEmpty()) {
      name = certificate.getSubjectX500Principal().getName();
    }
    return name.substring(0, Math.min(name.length(), Origin.MAX_LENGTH));
  }

  private static String commonName(X509Certificate certificate) {
    try {
      List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
      for (Rdn part : parts.reversed()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return part.getValue().toString();
        }
      }
    } catch (InvalidNameException _) {
      // a name that is none says nothing
    }
    return "";
  }

  /** The first DNS name, else the first name of another kind that is text (RFC 5280 4.2.1.6). */
  private static String alternativeName(X509Certificate certificate) {
    String other = "";
    try {
      var names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (name.size() == 2 && name.get(1) instanceof String text) {
          if (name.get(0).equals(DNS)) {
            return text;
          }
          other = other.isEmpty() ? text : other;
        }
      }
    } catch (CertificateException _) {
      // as above
    }
    return other;
  }
}
