package org.marsad.model.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
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

/** Incidents and alerts of all shapes, hostile text among them. */
public final class RandomIncidents {
  private static final String[] TEXTS = {
    "",
    "SSH brute force",
    "a \"quoted\" \\ title",
    "<script>alert(1)</script>",
    "\u202eright to left\u0000\u001b[31m",
    "\ud83d\ude00 \u0645\u0631\u0635\u062f",
    "line\none\r\ttwo"
  };

  private RandomIncidents() {}

  /** An incident of any shape. */
  public static Incident incident(Random random, String id, long revision) {
    return incident(random, id, revision, random.nextInt(1_000_000), entities(random), "");
  }

  /** An incident with this last time and these entities. */
  public static Incident incident(
      Random random,
      String id,
      long revision,
      long last,
      List<Entity> entities,
      String mergedInto) {
    var participants = new ArrayList<Participant>();
    for (Entity entity : entities) {
      participants.add(
          new Participant(
              entity, random.nextInt(5) + 1, last - 10, last, any(random, Importance.values())));
    }
    return new Incident(
        id,
        revision,
        random.nextLong(revision + 1),
        text(random),
        random.nextBoolean(),
        any(random, Level.values()),
        random.nextBoolean(),
        text(random),
        random.nextInt(200),
        any(random, Status.values()),
        any(random, Classification.values()),
        random.nextBoolean() ? "" : "analyst" + random.nextInt(3),
        tags(random),
        last - 10,
        last,
        last,
        last + random.nextInt(100),
        0,
        random.nextInt(2) * last,
        participants,
        participants.size(),
        List.of("T1110", "T1110.001").subList(0, random.nextInt(3)),
        List.of("TA0006"),
        List.of(
            new RuleCount("r" + random.nextInt(3), text(random), Level.HIGH, 3, List.of("T1110"))),
        random.nextInt(50),
        random.nextInt(500),
        entities(random),
        mergedInto,
        List.of(new Comment(last, "analyst", "act", text(random))),
        changes(random, last));
  }

  /** An alert of any shape. */
  public static Alert alert(Random random, String id, long revision) {
    String story = random.nextBoolean() ? "" : "story" + random.nextInt(5);
    return alert(random, id, revision, story, random.nextInt(1_000_000));
  }

  /** An alert of this story with this last time. */
  public static Alert alert(Random random, String id, long revision, String story, long last) {
    List<Placement> placements =
        random.nextBoolean()
            ? List.of()
            : List.of(
                new Placement(
                    "i" + random.nextInt(9),
                    last,
                    Placement.RULES,
                    "",
                    7.5,
                    7,
                    List.of(new Link(new Entity("source.ip", "192.0.2.1"), 4.6, text(random))),
                    text(random)));
    return new Alert(
        id,
        new Revision(revision, random.nextLong(revision + 1), last),
        story,
        new RuleInfo(
            "r" + random.nextInt(3),
            random.nextInt(3) + 1,
            text(random),
            text(random),
            text(random),
            "pack",
            any(random, Level.values()),
            List.of("T1110", "TA0006").subList(0, random.nextInt(3)),
            List.of("https://example.com/" + random.nextInt(9)),
            List.of("cve.2021-4034", "attack.t1110").subList(0, random.nextInt(3))),
        new Parties(entities(random), entities(random), any(random, Importance.values())),
        new Grounds(
            text(random), List.of(new Matched("selection", "user.name", "== x", text(random)))),
        new Proof(
            last - 5,
            last,
            last,
            List.of(new Evidence(new EventId(random.nextInt(1000)), last, "", text(random))),
            random.nextInt(50) + 1,
            random.nextInt(9) + 1,
            random.nextBoolean()),
        new Work(
            any(random, Status.values()),
            any(random, Classification.values()),
            tags(random),
            changes(random, last)),
        placements);
  }

  private static List<Change> changes(Random random, long at) {
    return random.nextBoolean()
        ? List.of()
        : List.of(new Change(at, "analyst", "act", "status", "new", "closed", text(random)));
  }

  private static List<Entity> entities(Random random) {
    var entities = new TreeSet<Entity>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entities.add(
          switch (random.nextInt(4)) {
            case 0 -> new Entity("source.ip", "192.0.2." + random.nextInt(3));
            case 1 -> new Entity("host.name", "h" + random.nextInt(3));
            case 2 -> new Entity("user.name", "u" + random.nextInt(3));
            default -> new Entity("user.name", "hostile" + text(random));
          });
    }
    return List.copyOf(entities);
  }

  private static List<String> tags(Random random) {
    return List.of("lab", "storm", "vip").subList(0, random.nextInt(4));
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
