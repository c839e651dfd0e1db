package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * A document of a bulk request of Elasticsearch: the action on the first line, the document behind
 * it. The original of the event is the document; the index and the id that the sender named are
 * fields of their own.
 */
final class BulkFormat implements LogFormat {
  static final String INDEX = "marsad.bulk.index";
  static final String DOCUMENT_ID = "marsad.bulk.id";

  private final JsonFormat json;
  private final JsonMembers members = new JsonMembers();

  /** Documents are read by a JSON format of its own. */
  BulkFormat(JsonFormat json) {
    this.json = json;
  }

  @Override
  public String name() {
    return "es-bulk";
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    byte[] bytes = event.bytes();
    int end = offset + length;
    int feed = offset;
    while (feed < end && bytes[feed] != '\n') {
      feed++;
    }
    int document = Math.min(feed + 1, end);
    event.original(document, end - document);
    Misfit misfit = json.decode(event, document, end - document);
    if (misfit != null) {
      return new Misfit(misfit.position() + document - offset, misfit.code(), misfit.message());
    }
    action(event, offset, feed - offset);
    return null;
  }

  private void action(EventBatch.Builder event, int offset, int length) {
    if (!members.over(event.bytes(), offset, length) || !members.next()) {
      return;
    }
    if (!members.over(event.bytes(), members.valueAt, members.valueLength)) {
      return;
    }
    while (members.next()) {
      if (members.isName("_index")) {
        enter(event, INDEX);
      } else if (members.isName("_id")) {
        enter(event, DOCUMENT_ID);
      }
    }
  }

  private void enter(EventBatch.Builder event, String name) {
    int field = event.schema().id(name);
    if (field != Schema.NONE && members.first() == '"' && members.valueLength > 2) {
      event.add(field, ValueKind.TEXT, members.valueAt + 1, members.valueLength - 2);
    }
  }
}
