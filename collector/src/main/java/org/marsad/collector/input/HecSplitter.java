package org.marsad.collector.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the envelopes in a body for the event collector: JSON objects one behind the other, with or
 * without blanks, commas or the brackets of an array around them. Each must be as Splunk's
 * documentation wants it; at the first that is not, the body is refused with its number, as a
 * sender expects it. One pass.
 */
final class HecSplitter {
  private static final byte[] MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);

  private final HttpBody body;
  private final byte[] bytes;
  private final int to;
  private final JsonObjects json;
  private int at;

  HecSplitter(HttpBody body) {
    this.body = body;
    this.bytes = body.bytes();
    this.to = body.length();
    this.json = new JsonObjects(bytes, to);
  }

  /**
   * Enters the events.
   *
   * @throws HecException if one is none
   */
  void split() {
    if (to >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length)) {
      at = MARK.length;
    }
    boolean inArray = blanks() == '[';
    if (inArray) {
      at++;
    }
    byte next = blanks();
    while (next == '{') {
      envelope();
      next = blanks();
      if (next == ',' && inArray) {
        at++;
        next = blanks();
      }
    }
    if (inArray && next == ']') {
      at++;
      next = blanks();
    } else if (inArray) {
      throw new HecException(HecStatus.INVALID_FORMAT, body.events());
    }
    if (next != 0 || at < to) {
      throw new HecException(HecStatus.INVALID_FORMAT, body.events());
    }
    if (body.events() == 0) {
      throw new HecException(HecStatus.NO_DATA);
    }
  }

  private void envelope() {
    boolean found = false;
    boolean isBlank = false;
    json.enter(at);
    while (json.member()) {
      if (json.isName("event") || json.isName("Event")) {
        byte first = json.first();
        int begin = json.position();
        over();
        found = first != 'n';
        isBlank = first == '"' && json.position() == begin + 2;
      } else if (json.isName("fields")) {
        fields();
      } else {
        over();
      }
    }
    if (!json.isClosed()) {
      throw new HecException(HecStatus.INVALID_FORMAT, body.events());
    }
    if (!found) {
      throw new HecException(HecStatus.EVENT_REQUIRED, body.events());
    }
    if (isBlank) {
      throw new HecException(HecStatus.EVENT_BLANK, body.events());
    }
    body.event(at, json.position());
    at = json.position();
  }

  private void over() {
    if (!json.skipValue()) {
      throw new HecException(HecStatus.INVALID_FORMAT, body.events());
    }
  }

  /** An object without objects in it. */
  private void fields() {
    if (json.first() == 'n') {
      over();
      return;
    }
    if (!json.enter(json.position())) {
      throw new HecException(HecStatus.INVALID_FIELDS, body.events());
    }
    while (json.member()) {
      if (json.first() == '{') {
        throw new HecException(HecStatus.INVALID_FIELDS, body.events());
      }
      over();
    }
    if (!json.isClosed()) {
      throw new HecException(HecStatus.INVALID_FORMAT, body.events());
    }
  }

  /** Goes over blanks; the byte behind them, 0 at the end. */
  private byte blanks() {
    while (at < to && JsonObjects.isBlank(bytes[at])) {
      at++;
    }
    return at < to ? bytes[at] : 0;
  }
}
