package org.marsad.collector.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.frame.LineEnds;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/**
 * Parts the body of a bulk request: lines of actions, each {@code create} and {@code index} with a
 * document on the line behind it. An event is both lines, as they were sent, so that the index and
 * the id that the sender named travel with the document; its format is {@code es-bulk}.
 *
 * <p>Senders repeat their action line, so what one says is remembered until another comes.
 */
final class BulkSplitter {
  /** What is done with one action, in the order they were sent. */
  record Item(Action action, boolean taken) {}

  /**
   * An action line.
   *
   * @param operation its name
   * @param index the index it names, or that of the path, or empty
   * @param id the document id it names, or null
   */
  record Action(String operation, String index, @Nullable String id) {}

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(16).maxStringLength(8192).build())
          .build();
  private static final int MAX_ACTION = 16 << 10;

  private final RawBatch.Builder batch;
  private final byte[] bytes;
  private final int to;
  private final int maxEvent;
  private final String pathIndex;
  private final List<Item> items = new ArrayList<>();
  private int at;
  private int line;

  private Action last = new Action("", "", null);
  private int lastFrom;
  private int lastTo;

  /**
   * A body in [0, to) of the batch's block.
   *
   * @param pathIndex the index named in the path, or empty
   */
  BulkSplitter(RawBatch.Builder batch, int to, int maxEvent, String pathIndex) {
    this.batch = batch;
    this.bytes = batch.block();
    this.to = to;
    this.maxEvent = maxEvent;
    this.pathIndex = pathIndex;
  }

  /**
   * Enters the events.
   *
   * @return what becomes of each action
   * @throws ProblemException if an action line is none: what follows cannot be told apart then
   */
  List<Item> split() {
    while (at < to) {
      int from = at;
      int end = lineEnd();
      if (isBlank(from, end)) {
        continue;
      }
      if (items.size() >= JsonSplitter.MAX_EVENTS) {
        throw HttpProblems.tooMany(JsonSplitter.MAX_EVENTS);
      }
      Action action = action(from, end);
      boolean hasDocument = !action.operation.equals("delete");
      if (hasDocument && at >= to) {
        throw malformed("expecting a document behind the action of line " + line);
      }
      int document = at;
      int documentEnd = hasDocument ? lineEnd() : at;
      boolean taken = action.operation.equals("create") || action.operation.equals("index");
      if (taken) {
        take(action, from, document, documentEnd);
      }
      items.add(new Item(action, taken));
    }
    if (items.isEmpty()) {
      throw malformed("expecting actions and documents, one a line");
    }
    return items;
  }

  /** Goes over a line; its end without the line end. */
  private int lineEnd() {
    line++;
    int feed = LineEnds.feed(bytes, at, to);
    int end = feed < 0 ? to : feed;
    int from = at;
    at = feed < 0 ? to : feed + 1;
    return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  private boolean isBlank(int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void take(Action action, int from, int document, int end) {
    int length = end - from;
    int flags = 0;
    if (end - document > maxEvent) {
      length = document - from + maxEvent;
      flags = FrameFlag.OVERSIZE;
    }
    if (action.index.isEmpty() || pathIndex.isEmpty() || !action.index.equals(pathIndex)) {
      batch.close(from, length, flags);
      return;
    }
    // The index is named in the path: the event is given an action line that says so.
    byte[] head = head(action);
    int rest = length - (document - from);
    if (batch.length() + (long) head.length + rest > EventsHttpConfig.MOST.bytes()) {
      throw HttpProblems.tooLarge(EventsHttpConfig.MOST, " with the index of the path in each");
    }
    int copy = batch.claim(head.length + rest);
    System.arraycopy(head, 0, batch.block(), copy, head.length);
    System.arraycopy(bytes, document, batch.block(), copy + head.length, rest);
    batch.close(copy, head.length + rest, flags);
  }

  private static byte[] head(Action action) {
    var text = new StringBuilder("{\"").append(action.operation).append("\":{\"_index\":\"");
    JsonStringEncoder.getInstance().quoteAsString(action.index, text);
    text.append('"');
    if (action.id != null) {
      text.append(",\"_id\":\"");
      JsonStringEncoder.getInstance().quoteAsString(action.id, text);
      text.append('"');
    }
    return text.append("}}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private Action action(int from, int end) {
    if (end - from != lastTo - lastFrom
        || !Arrays.equals(bytes, from, end, bytes, lastFrom, lastTo)) {
      last = read(from, end);
    }
    lastFrom = from;
    lastTo = end;
    return last;
  }

  private Action read(int from, int end) {
    if (end - from > MAX_ACTION) {
      throw malformed("the action line is longer than " + MAX_ACTION + " bytes");
    }
    try (JsonParser parser = JSON.createParser(bytes, from, end - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("expecting { at the start of the action line");
      }
      String operation = parser.nextFieldName();
      if (operation == null || !isKnown(operation)) {
        throw malformed("expecting one of create, index, update, delete; found " + operation);
      }
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("expecting { behind \"" + operation + "\"");
      }
      String index = pathIndex;
      String id = null;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          parser.skipChildren();
        } else if (name.equals("_index") && value != JsonToken.VALUE_NULL) {
          index = parser.getText();
        } else if (name.equals("_id") && value != JsonToken.VALUE_NULL) {
          id = parser.getText();
        }
      }
      if (parser.nextToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw malformed("expecting nothing more than one action");
      }
      return new Action(operation, index, id);
    } catch (IOException _) {
      throw malformed("the action line is no JSON object");
    }
  }

  private static boolean isKnown(String operation) {
    return switch (operation) {
      case "create", "index", "update", "delete" -> true;
      default -> false;
    };
  }

  private ProblemException malformed(String why) {
    return new ProblemException(
        Problem.of(
            400,
            "illegal_argument_exception",
            "Malformed action/metadata line",
            "Malformed action/metadata line [" + Math.max(line, 1) + "]: " + why));
  }
}
