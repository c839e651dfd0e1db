package org.marsad.collector.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A certificate with its chain, and the private key that belongs to it.
 *
 * @param chain the certificate first
 * @param key of the first certificate
 */
record KeyPair(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = "one key or two".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads both from files in PEM form.
   *
   * @param password of the key, empty for none
   * @throws IOException if they cannot be read or do not belong together, with the file at fault
   */
  static KeyPair read(Path certificate, Path key, String password) throws IOException {
    List<X509Certificate> chain = certificates(certificate);
    PublicKey open = chain.getFirst().getPublicKey();
    PrivateKey secret = key(key, open.getAlgorithm(), password);
    if (!belong(open, secret)) {
      throw new IOException("the key in " + key + " does not belong to " + certificate);
    }
    return new KeyPair(chain, secret);
  }

  /** All certificates of a file. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      var found = new ArrayList<X509Certificate>();
      byte[] bytes = Files.readAllBytes(file);
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        found.add((X509Certificate) each);
      }
      if (found.isEmpty()) {
        throw new IOException("no certificate in " + file);
      }
      return List.copyOf(found);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read the certificates in " + file + ": " + e.getMessage(), e);
    }
  }

  /** When the certificate ends. */
  Instant end() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  private static PrivateKey key(Path file, String algorithm, String password) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      KeyFactory keys = KeyFactory.getInstance(algorithm);
      byte[] plain = section(text, "PRIVATE KEY");
      if (plain.length > 0) {
        return keys.generatePrivate(new PKCS8EncodedKeySpec(plain));
      }
      byte[] sealed = section(text, "ENCRYPTED PRIVATE KEY");
      if (sealed.length == 0) {
        throw new IOException(
            "no private key in PKCS #8 form in " + file + "; openssl pkcs8 -topk8 makes one");
      }
      var info = new EncryptedPrivateKeyInfo(sealed);
      var secrets = SecretKeyFactory.getInstance(name(info));
      Cipher cipher = Cipher.getInstance(name(info));
      cipher.init(
          Cipher.DECRYPT_MODE,
          secrets.generateSecret(new PBEKeySpec(password.toCharArray())),
          info.getAlgParameters());
      return keys.generatePrivate(info.getKeySpec(cipher));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("cannot read the private key in " + file + ": " + e.getMessage(), e);
    }
  }

  /** PBES2 says only in its parameters what it is made of. */
  private static String name(EncryptedPrivateKeyInfo info) {
    return info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
  }

  /** What stands between the lines that begin and end a section of PEM (RFC 7468). */
  private static byte[] section(String text, String label) {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    return from < 0 || to < from
        ? new byte[0]
        : Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  private static boolean belong(PublicKey open, PrivateKey secret) throws IOException {
    String scheme =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(secret);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot sign with the private key: " + e.getMessage(), e);
    }
  }
}
