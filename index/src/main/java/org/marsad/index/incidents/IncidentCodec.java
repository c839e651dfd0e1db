package org.marsad.index.incidents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;

/**
 * An incident as it is stored, version 1: its components in the order of the record, texts as
 * length and UTF-8, lists as count and members, enums by name. Thread-safe.
 */
final class IncidentCodec {
  private static final int VERSION = 1;

  /** A bound for what is read, far above what is written. */
  private static final int MAX_COUNT = 10_000_000;

  private IncidentCodec() {}

  static byte[] encode(Incident incident) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(VERSION);
    text(out, incident.id());
    out.writeLong(incident.revision());
    text(out, incident.title());
    text(out, incident.level().name());
    text(out, incident.status().name());
    out.writeLong(incident.first());
    out.writeLong(incident.last());
    out.writeLong(incident.raised());
    out.writeLong(incident.updated());
    list(out, incident.entities(), IncidentCodec::entity);
    list(out, incident.attack(), IncidentCodec::text);
    list(out, incident.alerts(), IncidentCodec::alert);
    list(out, incident.joins(), IncidentCodec::join);
    return bytes.toByteArray();
  }

  static Incident decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("a stored incident has version " + version + ", expecting " + VERSION);
    }
    return new Incident(
        text(in),
        in.readLong(),
        text(in),
        Level.valueOf(text(in)),
        Status.valueOf(text(in)),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        list(in, IncidentCodec::entity),
        list(in, IncidentCodec::text),
        list(in, IncidentCodec::alert),
        list(in, IncidentCodec::join));
  }

  private static void alert(DataOutputStream out, Alert alert) throws IOException {
    text(out, alert.id());
    text(out, alert.ruleId());
    out.writeInt(alert.ruleVersion());
    text(out, alert.title());
    text(out, alert.author());
    text(out, alert.pack());
    text(out, alert.level().name());
    list(out, alert.attack(), IncidentCodec::text);
    list(out, alert.key(), IncidentCodec::entity);
    list(out, alert.entities(), IncidentCodec::entity);
    out.writeLong(alert.first());
    out.writeLong(alert.last());
    text(out, alert.reason());
    list(out, alert.evidence(), IncidentCodec::evidence);
    out.writeLong(alert.evidenceTotal());
    out.writeBoolean(alert.late());
  }

  private static Alert alert(DataInputStream in) throws IOException {
    return new Alert(
        text(in),
        text(in),
        in.readInt(),
        text(in),
        text(in),
        text(in),
        Level.valueOf(text(in)),
        list(in, IncidentCodec::text),
        list(in, IncidentCodec::entity),
        list(in, IncidentCodec::entity),
        in.readLong(),
        in.readLong(),
        text(in),
        list(in, IncidentCodec::evidence),
        in.readLong(),
        in.readBoolean());
  }

  private static void entity(DataOutputStream out, Entity entity) throws IOException {
    text(out, entity.field());
    text(out, entity.value());
  }

  private static Entity entity(DataInputStream in) throws IOException {
    return new Entity(text(in), text(in));
  }

  private static void evidence(DataOutputStream out, Evidence evidence) throws IOException {
    out.writeLong(evidence.event().value());
    out.writeLong(evidence.timestamp());
    text(out, evidence.role());
    text(out, evidence.line());
  }

  private static Evidence evidence(DataInputStream in) throws IOException {
    return new Evidence(new EventId(in.readLong()), in.readLong(), text(in), text(in));
  }

  private static void join(DataOutputStream out, Incident.Join join) throws IOException {
    text(out, join.alertId());
    list(out, join.shared(), IncidentCodec::entity);
    text(out, join.reason());
  }

  private static Incident.Join join(DataInputStream in) throws IOException {
    return new Incident.Join(text(in), list(in, IncidentCodec::entity), text(in));
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(count(in));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> void list(DataOutputStream out, List<T> list, Writer<T> writer)
      throws IOException {
    out.writeInt(list.size());
    for (T member : list) {
      writer.write(out, member);
    }
  }

  private static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
    int count = count(in);
    var list = new ArrayList<T>();
    for (int i = 0; i < count; i++) {
      list.add(reader.read(in));
    }
    return list;
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_COUNT) {
      throw new IOException("a stored incident says that it has " + count + " of something");
    }
    return count;
  }

  /** Writes one member. */
  private interface Writer<T> {
    void write(DataOutputStream out, T member) throws IOException;
  }

  /** Reads one member. */
  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }
}
