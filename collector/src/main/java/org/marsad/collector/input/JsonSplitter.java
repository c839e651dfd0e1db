package org.marsad.collector.input;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the events in a body: JSON objects that follow each other, each on its line or not, and the
 * elements of arrays. What is no JSON object is an event too, so that nothing is lost: an element
 * of an array as it is, other text to the end of its line, and all of an object with a brace too
 * many behind it. The time is linear in the length, whatever the bytes. An object with nothing but
 * a list of objects, {@code records} as Azure writes it to storage and event hubs or {@code
 * Records} as CloudTrail writes it to its files, is an envelope of these events.
 *
 * <p>A byte order mark in front is passed over.
 */
final class JsonSplitter {
  /** Problems that are told one by one. */
  static final int MAX_PROBLEMS = 20;

  private static final byte[] MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);

  private final byte[] bytes;
  private final int to;
  private final HttpBody body;
  private final JsonObjects objects;
  private final List<Flaw> flaws = new ArrayList<>();
  private int at;
  private boolean brokenArray;
  private int quarantined;
  private int line = 1;
  private int linesTo;

  JsonSplitter(HttpBody body) {
    this.bytes = body.bytes();
    this.to = body.length();
    this.body = body;
    this.objects = new JsonObjects(bytes, to);
  }

  /** Enters the events. */
  void split() {
    skipMark();
    while (blanks() < to) {
      switch (bytes[at]) {
        case '{' -> object();
        case '[' -> array();
        default -> line();
      }
    }
  }

  /** How many of the events are no JSON objects. */
  int quarantined() {
    return quarantined;
  }

  /** The first problems, in their order. */
  List<Flaw> flaws() {
    return flaws;
  }

  private void object() {
    int end = objects.end(at);
    if (end < 0) {
      flaw();
      textToLineEnd();
    } else if (isEnvelope(end)) {
      records();
      at = end;
    } else if (!brokenArray && end < to && bytes[end] == '}') {
      tell("no JSON: expecting nothing behind the object at byte " + (end - at) + " of it");
      textToLineEnd(end);
    } else {
      take(end);
    }
  }

  /** Whether the object [at, end) has one member, a list of objects and nothing else. */
  private boolean isEnvelope(int end) {
    if (!objects.enter(at)
        || !objects.member()
        || !(objects.isName("records") || objects.isName("Records"))
        || objects.first() != '[') {
      return false;
    }
    int list = objects.position();
    int listEnd = objects.close(list);
    int behind = list + 1;
    int count = 0;
    while (true) {
      behind = behindBlanks(behind, listEnd);
      if (behind >= listEnd || bytes[behind] != '{') {
        break;
      }
      behind = objects.end(behind);
      if (behind < 0) {
        return false;
      }
      count++;
      behind = behindBlanks(behind, listEnd);
      if (behind < listEnd && bytes[behind] == ',') {
        behind++;
      }
    }
    boolean whole = behind == listEnd - 1 && bytes[behind] == ']';
    return count > 0 && whole && behindBlanks(listEnd, end) == end - 1;
  }

  private void records() {
    while (bytes[at] != '[') {
      at++;
    }
    at++;
    while (blanks() < to && bytes[at] == '{') {
      take(objects.end(at));
      if (blanks() < to && bytes[at] == ',') {
        at++;
      }
    }
  }

  /** An array of events; text in brackets that is none is a line. */
  private void array() {
    int begin = at++;
    if (blanks() < to && bytes[at] != '{' && bytes[at] != ']') {
      at = begin;
      line();
      return;
    }
    while (blanks() < to && bytes[at] != ']') {
      if (!element()) {
        brokenArray = true;
        return;
      }
      if (blanks() < to && bytes[at] == ',') {
        at++;
      }
    }
    at += at < to && bytes[at] == ']' ? 1 : 0;
  }

  /** One element, an object or not; whether its end was found. */
  private boolean element() {
    int end = objects.end(at);
    if (end < 0) {
      flaw();
      quarantined++;
      end = elementEnd();
    }
    if (end < 0) {
      quarantined--;
      textToLineEnd();
      return false;
    }
    take(end);
    return true;
  }

  /** One past an element that is no object. */
  private int elementEnd() {
    byte first = bytes[at];
    if (first == '{' || first == '[') {
      return objects.close(at);
    }
    int end = at;
    boolean inString = false;
    while (end < to && bytes[end] != '\n') {
      byte b = bytes[end];
      if (!inString && (b == ',' || b == ']')) {
        return end == at ? -1 : end;
      }
      inString ^= b == '"';
      end += inString && b == '\\' ? 2 : 1;
    }
    return -1;
  }

  private void line() {
    // What is left of an array that was given up.
    if (brokenArray && (bytes[at] == ',' || bytes[at] == ']')) {
      at++;
      return;
    }
    tell("no JSON: expecting { or [");
    textToLineEnd();
  }

  private void textToLineEnd() {
    textToLineEnd(at);
  }

  /** All from here to the end of the line that the given byte is in. */
  private void textToLineEnd(int from) {
    quarantined++;
    int end = from;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    take(end > at && bytes[end - 1] == '\r' ? end - 1 : end);
  }

  private void take(int end) {
    int cut = body.cut();
    body.event(at, end);
    if (body.cut() > cut) {
      tell("too long; the rest is cut off", body.events() - 1);
    }
    at = end;
  }

  private void flaw() {
    int position = objects.position();
    tell("no JSON: expecting " + objects.expected() + " at byte " + (position - at) + " of it");
  }

  private void tell(String what) {
    tell(what, body.events());
  }

  private void tell(String what, int event) {
    if (flaws.size() < MAX_PROBLEMS) {
      for (; linesTo < at; linesTo++) {
        line += bytes[linesTo] == '\n' ? 1 : 0;
      }
      flaws.add(new Flaw(line, event, what));
    }
  }

  private void skipMark() {
    if (to >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length)) {
      at = MARK.length;
    }
  }

  private int blanks() {
    at = behindBlanks(at, to);
    return at;
  }

  private int behindBlanks(int from, int end) {
    int behind = from;
    while (behind < end && JsonObjects.isBlank(bytes[behind])) {
      behind++;
    }
    return behind;
  }

  /**
   * What is wrong with an event.
   *
   * @param line of the body, from 1
   * @param event of the body, from 0
   * @param detail what was expected
   */
  record Flaw(int line, int event, String detail) {}
}
