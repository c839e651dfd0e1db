package org.marsad.collector.input;

import org.marsad.model.event.EventId;
import org.marsad.model.event.RawBatch;

/**
 * The answer to a bulk request, an entry for each action in their order. The members come in the
 * order in which Elasticsearch writes them, without blanks: Fluent Bit looks for the text {@code
 * "errors":false,"items":[}. Items that differ in nothing but their numbers are copied from the
 * first of them. One thread.
 */
final class BulkAnswer {
  private static final String ITEMS = "items";
  private static final String ERROR = "error";

  /** What an item takes, with names and ids of the usual length; so many are made room for. */
  private static final int ITEM = 192;

  private static final int EXPECTED = 8_192;

  private static final int OPERATIONS = BulkOperation.values().length;

  private final JsonBytes json = new JsonBytes();
  private final FilterPath filter;
  private final Wanted[] wanted = new Wanted[OPERATIONS];

  /** Where the first of the items that are alike is, and its numbers. */
  private int begin;

  private int idFrom;
  private int idTo;
  private int sequenceFrom;
  private int sequenceTo;
  private int end;

  /** With what the sender wants to see. */
  BulkAnswer(FilterPath filter) {
    this.filter = filter;
    for (BulkOperation operation : BulkOperation.values()) {
      wanted[operation.number()] = Wanted.of(filter, operation.text());
    }
  }

  /**
   * Writes it.
   *
   * @param firstId the packed id of the first event, or {@link RawBatch#NO_ID} if none was taken
   */
  JsonBytes write(BulkItems items, long firstId, long tookMillis) {
    json.expect(Math.min(items.size(), EXPECTED) * ITEM);
    json.add('{');
    if (filter.wants("took")) {
      json.add("\"took\":").add(tookMillis).add(',');
    }
    if (filter.wants("errors")) {
      json.add("\"errors\":").add(items.hasErrors() ? "true" : "false").add(',');
    }
    int mark = json.length();
    json.add("\"items\":[");
    int begin = json.length();
    long id = firstId;
    for (int item = 0; item < items.size(); item++) {
      BulkOperation operation = items.operation(item);
      Wanted members = wanted[operation.number()];
      if (operation.isTaken()) {
        created(items, item, members, id);
        id++;
      } else {
        refused(items, item, members);
      }
    }
    if (json.length() == begin) {
      json.rewind(mark);
    } else {
      json.rewind(json.length() - 1).add("],");
    }
    return (json.last() == ',' ? json.rewind(json.length() - 1) : json).add('}');
  }

  private void created(BulkItems items, int item, Wanted members, long id) {
    if (items.isLikeLast(item) && end > begin) {
      json.again(begin, idFrom);
      if (members.id) {
        id(id);
      }
      json.again(idTo, sequenceFrom);
      if (members.sequence) {
        json.add(id & EventId.MAX_OFFSET);
      }
      json.again(sequenceTo, end);
      return;
    }
    begin = open(items.operation(item));
    if (members.index) {
      json.add("\"_index\":");
      items.index(item, json);
      json.add(',');
    }
    if (members.id && items.hasId(item)) {
      json.add("\"_id\":");
      items.id(item, json);
      json.add(',');
    }
    idFrom = idTo = json.length();
    if (members.id && !items.hasId(item)) {
      json.add("\"_id\":\"");
      idFrom = json.length();
      id(id);
      idTo = json.length();
      json.add("\",");
    }
    if (members.version) {
      json.add("\"_version\":1,");
    }
    if (members.result) {
      json.add("\"result\":\"created\",");
    }
    if (members.shards) {
      json.add("\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0},");
    }
    sequenceFrom = sequenceTo = json.length();
    if (members.sequence) {
      json.add("\"_seq_no\":");
      sequenceFrom = json.length();
      json.add(id & EventId.MAX_OFFSET);
      sequenceTo = json.length();
      json.add(",\"_primary_term\":1,");
    }
    if (members.status) {
      json.add("\"status\":201,");
    }
    close(begin);
    end = json.length();
  }

  /** An id as {@link EventId} writes it. */
  private void id(long packed) {
    var id = new EventId(packed);
    if (id.partition() > 0) {
      json.add(id.partition()).add('-');
    }
    json.add(id.offset());
  }

  private void refused(BulkItems items, int item, Wanted members) {
    BulkOperation operation = items.operation(item);
    int mark = open(operation);
    if (members.index) {
      json.add("\"_index\":");
      items.index(item, json);
      json.add(',');
    }
    if (members.id && items.hasId(item)) {
      json.add("\"_id\":");
      items.id(item, json);
      json.add(',');
    }
    if (members.status) {
      json.add("\"status\":400,");
    }
    if (members.errorType || members.errorReason) {
      json.add("\"error\":{");
      if (members.errorType) {
        json.add("\"type\":\"illegal_argument_exception\"");
      }
      if (members.errorReason) {
        json.add(members.errorType ? "," : "")
            .add("\"reason\":\"events are never changed: expecting create or index, found ")
            .add(operation.text())
            .add('"');
      }
      json.add("},");
    }
    close(mark);
  }

  private int open(BulkOperation operation) {
    int mark = json.length();
    json.add("{\"").add(operation.text()).add("\":{");
    return mark;
  }

  /** Ends an item; one of which nothing is wanted is left out. */
  private void close(int mark) {
    if (json.last() == ',') {
      json.rewind(json.length() - 1).add("}},");
    } else {
      json.rewind(mark);
    }
  }

  /** Which members of the items of one operation are wanted. */
  private record Wanted(
      boolean index,
      boolean id,
      boolean version,
      boolean result,
      boolean shards,
      boolean sequence,
      boolean status,
      boolean errorType,
      boolean errorReason) {
    static Wanted of(FilterPath filter, String operation) {
      return new Wanted(
          filter.wants(ITEMS, operation, "_index"),
          filter.wants(ITEMS, operation, "_id"),
          filter.wants(ITEMS, operation, "_version"),
          filter.wants(ITEMS, operation, "result"),
          filter.wants(ITEMS, operation, "_shards", "total"),
          filter.wants(ITEMS, operation, "_seq_no"),
          filter.wants(ITEMS, operation, "status"),
          filter.wants(ITEMS, operation, ERROR, "type"),
          filter.wants(ITEMS, operation, ERROR, "reason"));
    }
  }
}
