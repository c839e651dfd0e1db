package org.marsad.query.route;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.SearchRequest.Cursor;

/**
 * Where a page ended, as text nobody can make up: what it says and a HMAC over that and the query
 * it belongs to. Good for the life of the process.
 */
final class Cursors {
  private static final int POSITION = 5 * Long.BYTES + 1;
  private static final int SIGNATURE = 16;

  private final SecretKeySpec key;

  Cursors() {
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /**
   * Where a page ended, and what its first page looked at.
   *
   * @param after its last event
   * @param end the first id that did not count then
   * @param now when the first page was asked for, in nanoseconds since 1970
   * @param total what the first page counted
   * @param exact whether that is exact, else it is a lower bound
   */
  record Place(Cursor after, long end, long now, long total, boolean exact) {}

  String write(Place place, String query) {
    byte[] position =
        ByteBuffer.allocate(POSITION)
            .putLong(place.after.timestamp())
            .putLong(place.after.id())
            .putLong(place.end)
            .putLong(place.now)
            .putLong(place.total)
            .put((byte) (place.exact ? 1 : 0))
            .array();
    byte[] whole =
        ByteBuffer.allocate(POSITION + SIGNATURE)
            .put(position)
            .put(sign(position, query), 0, SIGNATURE)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** Reads a cursor of the same query. */
  Place read(String text, String query) {
    try {
      byte[] whole = Base64.getUrlDecoder().decode(text);
      if (whole.length == POSITION + SIGNATURE) {
        byte[] position = Arrays.copyOf(whole, POSITION);
        byte[] expected = Arrays.copyOf(sign(position, query), SIGNATURE);
        byte[] found = Arrays.copyOfRange(whole, POSITION, whole.length);
        if (MessageDigest.isEqual(expected, found)) {
          ByteBuffer in = ByteBuffer.wrap(position);
          var after = new Cursor(in.getLong(), in.getLong());
          return new Place(after, in.getLong(), in.getLong(), in.getLong(), in.get() == 1);
        }
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw Parameters.bad(
        "the cursor is not one that this server gave for this query and this user");
  }

  /** A place in a list of incidents or alerts. */
  String writeText(IncidentSearch.Cursor cursor, String query) {
    byte[] id = cursor.id().getBytes(StandardCharsets.UTF_8);
    byte[] position =
        ByteBuffer.allocate(Long.BYTES + id.length).putLong(cursor.value()).put(id).array();
    byte[] whole =
        ByteBuffer.allocate(position.length + SIGNATURE)
            .put(position)
            .put(sign(position, query), 0, SIGNATURE)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** Reads what {@link #writeText} wrote for the same query. */
  IncidentSearch.Cursor readText(String text, String query) {
    try {
      byte[] whole = Base64.getUrlDecoder().decode(text);
      int length = whole.length - SIGNATURE;
      if (length >= Long.BYTES) {
        byte[] position = Arrays.copyOf(whole, length);
        byte[] expected = Arrays.copyOf(sign(position, query), SIGNATURE);
        if (MessageDigest.isEqual(expected, Arrays.copyOfRange(whole, length, whole.length))) {
          String id = new String(position, Long.BYTES, length - Long.BYTES, StandardCharsets.UTF_8);
          return new IncidentSearch.Cursor(ByteBuffer.wrap(position).getLong(), id);
        }
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw Parameters.bad("the cursor is not one that this server gave for this query");
  }

  private byte[] sign(byte[] position, String query) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(position);
      return mac.doFinal(query.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
