package org.marsad.collector.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.marsad.collector.frame.LineEnds;
import org.marsad.model.problem.ProblemException;

/**
 * Parts the body of a bulk request: lines of actions, each but {@code delete} with a document on
 * the line behind it. An event is both lines as they were sent, so that the index and the id that
 * the sender named travel with the document; its format is {@code es-bulk}. Where the path names
 * the index, the events are written anew with an action line that says so.
 *
 * <p>One pass, and nothing is made for a document: what becomes of each is a row of {@link #items}.
 * Senders repeat their action line, so what one says is remembered until another comes.
 */
final class BulkSplitter {
  /** Actions of one request at most: their answer is longer than they are. */
  static final int MAX_ITEMS = 1 << 17;

  private static final int MAX_ACTION = 16 << 10;

  /** An action and its document, and how few of them are made room for. */
  private static final int USUAL_ITEM = 512;

  private static final int FEW_ITEMS = 16;

  private final HttpBody body;
  private final byte[] bytes;
  private final int to;
  private final byte[] pathIndex;
  private final JsonObjects json;
  private final JsonBytes head = new JsonBytes();
  private final BulkItems items;
  private int at;
  private int line;

  private int lastFrom;
  private int lastTo;
  private BulkOperation operation = BulkOperation.INDEX;
  private int indexFrom;
  private int indexTo;
  private int idFrom;
  private int idTo;

  /**
   * For a body.
   *
   * @param pathIndex the index named in the path, or empty
   */
  BulkSplitter(HttpBody body, String pathIndex) {
    this.body = body;
    this.bytes = body.bytes();
    this.to = body.length();
    this.pathIndex = pathIndex.getBytes(StandardCharsets.UTF_8);
    this.json = new JsonObjects(bytes, to);
    this.items = new BulkItems(bytes, pathIndex, Math.clamp(to / USUAL_ITEM, FEW_ITEMS, MAX_ITEMS));
    if (!pathIndex.isEmpty()) {
      body.rewrite();
    }
  }

  /**
   * Enters the events.
   *
   * @return what becomes of each action
   * @throws ProblemException if an action line is none: what follows cannot be told apart then
   */
  BulkItems split() {
    while (at < to) {
      int from = at;
      int end = lineEnd();
      if (isBlank(from, end)) {
        continue;
      }
      if (items.size() >= MAX_ITEMS) {
        throw HttpProblems.tooMany(MAX_ITEMS);
      }
      action(from, end);
      int document = at;
      int documentEnd = at;
      if (operation.hasDocument()) {
        if (at >= to) {
          throw malformed("expecting a document behind the action");
        }
        documentEnd = lineEnd();
        if (documentEnd == to && !isWhole(document)) {
          throw cut();
        }
      }
      if (operation.isTaken()) {
        take(from, document, documentEnd);
      }
      items.add(operation, indexFrom, indexTo, idFrom, idTo);
    }
    if (items.size() == 0) {
      throw HttpProblems.malformed(
          "no-events", "The body holds no action", "request body is required");
    }
    return items;
  }

  /** Goes over a line; its end without the line end. */
  private int lineEnd() {
    line++;
    int from = at;
    int feed = LineEnds.feed(bytes, at, to);
    if (feed < 0) {
      at = to;
      return to;
    }
    at = feed + 1;
    return feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
  }

  private boolean isBlank(int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void take(int from, int document, int end) {
    if (pathIndex.length == 0) {
      body.event(from, end);
      return;
    }
    head.rewind(0).add("{\"").add(operation.text()).add("\":{\"_index\":");
    if (indexTo > indexFrom) {
      head.requoted(bytes, indexFrom, indexTo);
    } else {
      head.quoted(pathIndex, 0, pathIndex.length);
    }
    if (idTo > idFrom) {
      head.add(",\"_id\":").requoted(bytes, idFrom, idTo);
    }
    head.add("}}\n");
    body.event(head, document, end);
  }

  private void action(int from, int end) {
    boolean again =
        end - from == lastTo - lastFrom && Arrays.equals(bytes, from, end, bytes, lastFrom, lastTo);
    if (!again) {
      read(from, end);
    }
    lastFrom = from;
    lastTo = end;
  }

  private void read(int from, int end) {
    if (end - from > MAX_ACTION) {
      throw malformed("the action is longer than " + MAX_ACTION + " bytes");
    }
    int begin = from;
    while (begin < end && JsonObjects.isBlank(bytes[begin])) {
      begin++;
    }
    if (!json.enter(begin) || !json.member()) {
      throw misread(from);
    }
    operation = operation();
    metadata(from);
    if (json.member() || !json.isClosed()) {
      throw misread(from);
    }
    if (!isBlank(json.position(), end)) {
      throw malformed("expecting nothing behind the action");
    }
  }

  private BulkOperation operation() {
    for (BulkOperation each : BulkOperation.values()) {
      if (json.isName(each.text())) {
        return each;
      }
    }
    throw malformed("expecting create, index, update or delete");
  }

  /** What the action says about its document. The line feed behind it ends any string. */
  private void metadata(int from) {
    indexFrom = indexTo = idFrom = idTo = 0;
    if (!json.enter(json.position())) {
      throw misread(from);
    }
    while (json.member()) {
      boolean isIndex = json.isName("_index");
      boolean isId = json.isName("_id");
      boolean isText = json.first() == '"';
      int begin = json.position();
      if (!json.skipValue()) {
        throw misread(from);
      }
      if (isText && isIndex) {
        indexFrom = begin + 1;
        indexTo = json.position() - 1;
      } else if (isText && isId) {
        idFrom = begin + 1;
        idTo = json.position() - 1;
      }
    }
    if (!json.isClosed()) {
      throw misread(from);
    }
  }

  /** Whether the last line, which has no end, is an object all the same. */
  private boolean isWhole(int document) {
    int begin = document;
    while (begin < to && JsonObjects.isBlank(bytes[begin])) {
      begin++;
    }
    return json.end(begin) >= 0;
  }

  /** A last line without its end, which is no whole document either. */
  private static ProblemException cut() {
    return HttpProblems.malformed(
        "no-newline",
        "The bulk request must be terminated by a newline",
        "The bulk request must be terminated by a newline [\\n]: its last line may be cut");
  }

  private ProblemException misread(int from) {
    return malformed(
        "expecting " + json.expected() + " at byte " + (json.position() - from) + " of it");
  }

  private ProblemException malformed(String why) {
    return HttpProblems.malformed(
        "bulk-action",
        "Malformed action/metadata line",
        "Malformed action/metadata line [" + line + "]: " + why);
  }
}
