package org.marsad.index.incidents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Grounds;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Link;
import org.marsad.model.incident.Matched;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.Parties;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Proof;
import org.marsad.model.incident.Revision;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.incident.RuleInfo;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Work;

/**
 * Incidents and alerts as they are stored: the version, then the components in an order that is
 * fixed here, written by {@link Wire}. Alerts of version 2 have no tags of their rule. Version 1
 * had the alerts in the incident; it is read by {@link FirstCodec}. Thread-safe.
 */
final class IncidentCodec {
  static final int VERSION = 2;

  /** That of alerts; {@link #VERSION} is read too. */
  private static final int ALERT_VERSION = 3;

  private IncidentCodec() {}

  static byte[] encode(Incident incident) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(VERSION);
    Wire.text(out, incident.id());
    out.writeLong(incident.revision());
    out.writeLong(incident.edited());
    Wire.text(out, incident.title());
    out.writeBoolean(incident.titled());
    Wire.word(out, incident.level());
    out.writeBoolean(incident.levelled());
    Wire.text(out, incident.levelReason());
    out.writeLong(incident.risk());
    Wire.word(out, incident.status());
    Wire.word(out, incident.classification());
    Wire.text(out, incident.assignee());
    Wire.list(out, incident.tags(), Wire::text);
    out.writeLong(incident.first());
    out.writeLong(incident.last());
    out.writeLong(incident.raised());
    out.writeLong(incident.updated());
    out.writeLong(incident.acknowledged());
    out.writeLong(incident.closed());
    Wire.list(out, incident.entities(), IncidentCodec::participant);
    out.writeLong(incident.entityTotal());
    Wire.list(out, incident.attack(), Wire::text);
    Wire.list(out, incident.tactics(), Wire::text);
    Wire.list(out, incident.rules(), IncidentCodec::ruleCount);
    out.writeLong(incident.alerts());
    out.writeLong(incident.evidence());
    Wire.list(out, incident.splitOff(), IncidentCodec::entity);
    Wire.text(out, incident.mergedInto());
    Wire.list(out, incident.comments(), IncidentCodec::comment);
    Wire.list(out, incident.history(), IncidentCodec::change);
    return bytes.toByteArray();
  }

  static Incident incident(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes, VERSION);
    return new Incident(
        Wire.text(in),
        in.readLong(),
        in.readLong(),
        Wire.text(in),
        in.readBoolean(),
        Wire.word(in, Level.class),
        in.readBoolean(),
        Wire.text(in),
        in.readLong(),
        Wire.word(in, Status.class),
        Wire.word(in, Classification.class),
        Wire.text(in),
        Wire.list(in, Wire::text),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        Wire.list(in, IncidentCodec::participant),
        in.readLong(),
        Wire.list(in, Wire::text),
        Wire.list(in, Wire::text),
        Wire.list(in, IncidentCodec::ruleCount),
        in.readLong(),
        in.readLong(),
        Wire.list(in, IncidentCodec::entity),
        Wire.text(in),
        Wire.list(in, IncidentCodec::comment),
        Wire.list(in, IncidentCodec::change));
  }

  static byte[] encode(Alert alert) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(ALERT_VERSION);
    Wire.text(out, alert.id());
    out.writeLong(alert.revision());
    out.writeLong(alert.edited());
    Wire.text(out, alert.story());
    rule(out, alert.rule());
    Wire.list(out, alert.key(), IncidentCodec::entity);
    Wire.list(out, alert.entities(), IncidentCodec::entity);
    Wire.word(out, alert.importance());
    out.writeLong(alert.first());
    out.writeLong(alert.last());
    out.writeLong(alert.raised());
    out.writeLong(alert.updated());
    Wire.text(out, alert.reason());
    Wire.list(out, alert.matched(), IncidentCodec::matched);
    Wire.list(out, alert.evidence(), IncidentCodec::evidence);
    out.writeLong(alert.evidenceTotal());
    out.writeLong(alert.repeats());
    out.writeBoolean(alert.late());
    Wire.word(out, alert.status());
    Wire.word(out, alert.classification());
    Wire.list(out, alert.tags(), Wire::text);
    Wire.list(out, alert.placements(), IncidentCodec::placement);
    Wire.list(out, alert.history(), IncidentCodec::change);
    return bytes.toByteArray();
  }

  static Alert alert(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes, ALERT_VERSION);
    boolean hasTags = ByteBuffer.wrap(bytes).getInt() == ALERT_VERSION;
    String id = Wire.text(in);
    long revision = in.readLong();
    long edited = in.readLong();
    String story = Wire.text(in);
    RuleInfo rule = rule(in, hasTags);
    var parties =
        new Parties(
            Wire.list(in, IncidentCodec::entity),
            Wire.list(in, IncidentCodec::entity),
            Wire.word(in, Importance.class));
    long first = in.readLong();
    long last = in.readLong();
    long raised = in.readLong();
    var version = new Revision(revision, edited, in.readLong());
    var grounds = new Grounds(Wire.text(in), Wire.list(in, IncidentCodec::matched));
    List<Evidence> evidence = Wire.list(in, IncidentCodec::evidence);
    var proof =
        new Proof(first, last, raised, evidence, in.readLong(), in.readLong(), in.readBoolean());
    Status status = Wire.word(in, Status.class);
    Classification classification = Wire.word(in, Classification.class);
    List<String> tags = Wire.list(in, Wire::text);
    List<Placement> placements = Wire.list(in, IncidentCodec::placement);
    var work = new Work(status, classification, tags, Wire.list(in, IncidentCodec::change));
    return new Alert(id, version, story, rule, parties, grounds, proof, work, placements);
  }

  private static DataInputStream open(byte[] bytes, int latest) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    if (version < VERSION || version > latest) {
      throw new IOException("a stored incident has version " + version + ", expecting " + latest);
    }
    return in;
  }

  private static void rule(DataOutputStream out, RuleInfo rule) throws IOException {
    Wire.text(out, rule.id());
    out.writeInt(rule.version());
    Wire.text(out, rule.title());
    Wire.text(out, rule.description());
    Wire.text(out, rule.author());
    Wire.text(out, rule.pack());
    Wire.word(out, rule.level());
    Wire.list(out, rule.attack(), Wire::text);
    Wire.list(out, rule.references(), Wire::text);
    Wire.list(out, rule.tags(), Wire::text);
  }

  private static RuleInfo rule(DataInputStream in, boolean hasTags) throws IOException {
    return new RuleInfo(
        Wire.text(in),
        in.readInt(),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in),
        Wire.word(in, Level.class),
        Wire.list(in, Wire::text),
        Wire.list(in, Wire::text),
        hasTags ? Wire.list(in, Wire::text) : List.of());
  }

  static void entity(DataOutputStream out, Entity entity) throws IOException {
    Wire.text(out, entity.field());
    Wire.text(out, entity.value());
  }

  static Entity entity(DataInputStream in) throws IOException {
    return new Entity(Wire.text(in), Wire.text(in));
  }

  static void evidence(DataOutputStream out, Evidence evidence) throws IOException {
    out.writeLong(evidence.event().value());
    out.writeLong(evidence.timestamp());
    Wire.text(out, evidence.role());
    Wire.text(out, evidence.line());
  }

  static Evidence evidence(DataInputStream in) throws IOException {
    return new Evidence(new EventId(in.readLong()), in.readLong(), Wire.text(in), Wire.text(in));
  }

  private static void matched(DataOutputStream out, Matched matched) throws IOException {
    Wire.text(out, matched.selection());
    Wire.text(out, matched.field());
    Wire.text(out, matched.test());
    Wire.text(out, matched.value());
  }

  private static Matched matched(DataInputStream in) throws IOException {
    return new Matched(Wire.text(in), Wire.text(in), Wire.text(in), Wire.text(in));
  }

  private static void participant(DataOutputStream out, Participant participant)
      throws IOException {
    entity(out, participant.entity());
    out.writeLong(participant.alerts());
    out.writeLong(participant.first());
    out.writeLong(participant.last());
    Wire.word(out, participant.importance());
  }

  private static Participant participant(DataInputStream in) throws IOException {
    return new Participant(
        entity(in), in.readLong(), in.readLong(), in.readLong(), Wire.word(in, Importance.class));
  }

  private static void ruleCount(DataOutputStream out, RuleCount rule) throws IOException {
    Wire.text(out, rule.id());
    Wire.text(out, rule.title());
    Wire.word(out, rule.level());
    out.writeLong(rule.alerts());
    Wire.list(out, rule.attack(), Wire::text);
  }

  private static RuleCount ruleCount(DataInputStream in) throws IOException {
    return new RuleCount(
        Wire.text(in),
        Wire.text(in),
        Wire.word(in, Level.class),
        in.readLong(),
        Wire.list(in, Wire::text));
  }

  private static void placement(DataOutputStream out, Placement placement) throws IOException {
    Wire.text(out, placement.incident());
    out.writeLong(placement.at());
    Wire.text(out, placement.by());
    Wire.text(out, placement.action());
    out.writeDouble(placement.score());
    out.writeDouble(placement.needed());
    Wire.list(out, placement.links(), IncidentCodec::link);
    Wire.text(out, placement.reason());
  }

  private static Placement placement(DataInputStream in) throws IOException {
    return new Placement(
        Wire.text(in),
        in.readLong(),
        Wire.text(in),
        Wire.text(in),
        in.readDouble(),
        in.readDouble(),
        Wire.list(in, IncidentCodec::link),
        Wire.text(in));
  }

  private static void link(DataOutputStream out, Link link) throws IOException {
    entity(out, link.entity());
    out.writeDouble(link.weight());
    Wire.text(out, link.why());
  }

  private static Link link(DataInputStream in) throws IOException {
    return new Link(entity(in), in.readDouble(), Wire.text(in));
  }

  private static void comment(DataOutputStream out, Comment comment) throws IOException {
    out.writeLong(comment.at());
    Wire.text(out, comment.by());
    Wire.text(out, comment.action());
    Wire.text(out, comment.text());
  }

  private static Comment comment(DataInputStream in) throws IOException {
    return new Comment(in.readLong(), Wire.text(in), Wire.text(in), Wire.text(in));
  }

  private static void change(DataOutputStream out, Change change) throws IOException {
    out.writeLong(change.at());
    Wire.text(out, change.by());
    Wire.text(out, change.action());
    Wire.text(out, change.what());
    Wire.text(out, change.from());
    Wire.text(out, change.to());
    Wire.text(out, change.why());
  }

  private static Change change(DataInputStream in) throws IOException {
    return new Change(
        in.readLong(),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in),
        Wire.text(in));
  }
}
