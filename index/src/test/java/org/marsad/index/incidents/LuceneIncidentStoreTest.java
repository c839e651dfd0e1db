package org.marsad.index.incidents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.model.store.IncidentStoreContract;

/** Incidents in Lucene, and those that an older version left. */
class LuceneIncidentStoreTest extends IncidentStoreContract {
  @Override
  protected IncidentStore open(Path folder) throws IOException {
    return LuceneIncidentStore.open(folder, new Schema(), new TestRegex(), new Metrics());
  }

  @Test
  void takesOverWhatVersionOneLeft() throws IOException {
    Path old = folder.resolve("old");
    try (FSDirectory directory = FSDirectory.open(old);
        var writer = new IndexWriter(directory, new IndexWriterConfig())) {
      var document = new Document();
      document.add(new StringField("id", "first", Field.Store.NO));
      document.add(new SortedDocValuesField("sort_id", new BytesRef("first")));
      document.add(new NumericDocValuesField("last", 200));
      document.add(new StoredField("source", versionOne()));
      writer.addDocument(document);
    }
    for (int opened = 0; opened < 2; opened++) {
      try (IncidentStore store = open(old)) {
        Incident incident =
            store.incidents(IncidentSearch.newest(new Query.All(), 10)).items().getFirst();
        assertEquals("first", incident.id());
        assertEquals(3, incident.revision());
        assertEquals(Status.IN_PROGRESS, incident.status());
        assertEquals(Level.HIGH, incident.level());
        assertEquals(2, incident.alerts());
        Query members = new Query.Term("incident.id", "first", true);
        List<Alert> alerts = store.alerts(IncidentSearch.newest(members, 10)).items();
        assertEquals(2, alerts.size());
        Alert second = store.alert("a2").orElseThrow();
        assertEquals("it shares source.ip=192.0.2.9", second.placements().getLast().reason());
        assertEquals("line", second.evidence().getFirst().line());
      }
    }
  }

  /** An incident of two alerts, byte by byte as version 1 wrote it. */
  private static byte[] versionOne() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(1);
    Wire.text(out, "first");
    out.writeLong(3);
    Wire.text(out, "a title");
    Wire.text(out, "HIGH");
    Wire.text(out, "IN_PROGRESS");
    out.writeLong(100);
    out.writeLong(200);
    out.writeLong(300);
    out.writeLong(400);
    List<Entity> entities = List.of(new Entity("source.ip", "192.0.2.9"));
    Wire.list(out, entities, IncidentCodec::entity);
    Wire.list(out, List.of("T1110"), Wire::text);
    out.writeInt(2);
    for (String id : List.of("a1", "a2")) {
      Wire.text(out, id);
      Wire.text(out, "rule-" + id);
      out.writeInt(1);
      Wire.text(out, "Rule");
      Wire.text(out, "somebody");
      Wire.text(out, "pack");
      Wire.text(out, "HIGH");
      Wire.list(out, List.of("T1110"), Wire::text);
      Wire.list(out, entities, IncidentCodec::entity);
      Wire.list(out, entities, IncidentCodec::entity);
      out.writeLong(100);
      out.writeLong(200);
      Wire.text(out, "because");
      Wire.list(
          out, List.of(new Evidence(new EventId(7), 100, "role", "line")), IncidentCodec::evidence);
      out.writeLong(1);
      out.writeBoolean(false);
    }
    out.writeInt(1);
    Wire.text(out, "a2");
    Wire.list(out, entities, IncidentCodec::entity);
    Wire.text(out, "it shares source.ip=192.0.2.9");
    return bytes.toByteArray();
  }
}
