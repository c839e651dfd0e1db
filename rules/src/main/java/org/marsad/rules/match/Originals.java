package org.marsad.rules.match;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * What the fields of an event no longer say: the text of a whole object, and that a member was
 * null. Read again from the original bytes, for the few rules that ask. Thread-safe.
 */
final class Originals {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  private Originals() {}

  /**
   * The JSON text of the member of a dotted name in the original of a row; null if the original is
   * no JSON or has no such member.
   */
  static byte @Nullable [] member(EventBatch batch, int row, String name) {
    int from = batch.originalOffset(row);
    int length = batch.originalLength(row);
    byte[] bytes = batch.bytes();
    if (length == 0 || bytes[from] != '{') {
      return null;
    }
    try (JsonParser parser = JSON.createParser(bytes, from, length)) {
      parser.nextToken();
      return member(parser, name, bytes, from);
    } catch (IOException _) {
      return null;
    }
  }

  /** The parser stands at the start of an object. */
  private static byte @Nullable [] member(JsonParser parser, String name, byte[] bytes, int from)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String here = parser.currentName();
      JsonToken value = parser.nextToken();
      if (here.equals(name)) {
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        if (parser.currentToken().isScalarValue()) {
          parser.getText();
        }
        return Arrays.copyOfRange(
            bytes, start, from + (int) parser.currentLocation().getByteOffset());
      }
      if (value == JsonToken.START_OBJECT && name.startsWith(here + ".")) {
        byte[] inner = member(parser, name.substring(here.length() + 1), bytes, from);
        if (inner != null) {
          return inner;
        }
      } else {
        parser.skipChildren();
      }
    }
    return null;
  }
}
