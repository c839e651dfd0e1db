package org.marsad.collector.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.marsad.model.event.Origin;

/**
 * The name that a sender gave a request, so that it may send it again and have it taken once. It is
 * written to the log with the batch, behind the format of its origin: so whoever reads the log
 * knows which requests are durable, whatever happened to the process.
 *
 * @param id a digest of the sender and the name
 * @param body a digest of what was sent
 */
public record RequestKey(String id, String body) {
  private static final String MARK = ";key=";
  private static final char BETWEEN = '/';
  private static final int DIGEST_BYTES = 16;

  /**
   * A key.
   *
   * @param sender whatever tells one sender from others; not kept
   * @param name what the sender calls the request
   */
  public static RequestKey of(String sender, String name, byte[] block, int offset, int length) {
    MessageDigest digest = sha256();
    byte[] id = digest.digest((sender + '\n' + name).getBytes(StandardCharsets.UTF_8));
    digest.update(block, offset, length);
    return new RequestKey(text(id), text(digest.digest()));
  }

  /** The key in an origin, if there is one. */
  public static Optional<RequestKey> in(Origin origin) {
    int mark = origin.format().indexOf(MARK);
    int between = origin.format().indexOf(BETWEEN, mark + MARK.length());
    return mark < 0 || between < 0
        ? Optional.empty()
        : Optional.of(
            new RequestKey(
                origin.format().substring(mark + MARK.length(), between),
                origin.format().substring(between + 1)));
  }

  /** The origin as it was before a key was put into it. */
  public static Origin plain(Origin origin) {
    int mark = origin.format().indexOf(MARK);
    return mark < 0 ? origin : withFormat(origin, origin.format().substring(0, mark));
  }

  /** The origin with this key in it. */
  public Origin into(Origin origin) {
    return withFormat(origin, origin.format() + MARK + id + BETWEEN + body);
  }

  private static Origin withFormat(Origin origin, String format) {
    return new Origin(origin.input(), origin.transport(), origin.peer(), format, origin.identity());
  }

  private static String text(byte[] digest) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
