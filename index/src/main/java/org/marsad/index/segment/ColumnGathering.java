package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.FixedBitSet;
import org.marsad.index.field.FieldNames;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/** Reads what a segment has of some fields from its events. One thread. */
final class ColumnGathering {
  private final LeafReader segment;
  private final Schema schema;
  private final Map<String, GatheredColumn> wanted;
  private final BitSet fields = new BitSet();
  private final Map<Integer, GatheredColumn> byField = new HashMap<>();

  /**
   * Has not begun.
   *
   * @param wanted by name of a field what is to be filled
   */
  ColumnGathering(LeafReader segment, Schema schema, Map<String, GatheredColumn> wanted) {
    this.segment = segment;
    this.schema = schema;
    this.wanted = wanted;
  }

  void run() throws IOException {
    var having = new FixedBitSet(segment.maxDoc());
    for (var each : wanted.entrySet()) {
      FieldNames.add(segment, each.getKey(), having);
      int field = schema.id(each.getKey());
      if (field != Schema.NONE) {
        fields.set(field);
        byField.put(field, each.getValue());
      }
    }
    var events = new StoredEvents(segment);
    EventBatch.Builder one = EventBatch.single(schema);
    for (int at = having.nextSetBit(0); at < segment.maxDoc(); at = next(having, at)) {
      events.load(at, fields, one);
      EventBatch event = one.build();
      read(at, event);
      one.reuse(event);
    }
  }

  private static int next(FixedBitSet bits, int at) {
    return at + 1 < bits.length() ? bits.nextSetBit(at + 1) : bits.length();
  }

  private void read(int document, EventBatch event) {
    Origin origin = event.origin(0);
    add(document, Fields.INPUT.name(), origin.input());
    add(document, Fields.TRANSPORT.name(), origin.transport().name().toLowerCase(Locale.ROOT));
    if (!origin.peer().isEmpty()) {
      add(document, Fields.PEER.name(), origin.peer());
    }
    for (int slice = event.firstSlice(0); slice < event.endSlice(0); slice++) {
      GatheredColumn of = byField.get(event.field(slice));
      if (of != null) {
        int from = event.offset(slice);
        of.add(document, event.kind(slice), event.bytes(), from, from + event.length(slice));
      }
    }
  }

  /** What every event of an origin has. */
  private void add(int document, String field, String text) {
    GatheredColumn of = wanted.get(field);
    if (of != null) {
      byte[] bytes = text.getBytes(UTF_8);
      of.add(document, ValueKind.TEXT, bytes, 0, bytes.length);
    }
  }
}
