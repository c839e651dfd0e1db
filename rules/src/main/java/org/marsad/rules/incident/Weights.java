package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.EntityKind;
import org.marsad.model.incident.Link;
import org.marsad.model.incident.Participant;
import org.marsad.model.query.Address;
import org.marsad.rules.pack.Tactics;

/**
 * What it is worth, in bits, that an alert has something in common with an incident.
 *
 * <p>A shared entity is worth the logarithm of how seldom it takes part in alerts ({@link Rarity}):
 * one that was there in 2 of 336 hours is worth 7.4 bits, a NAT address or jump host that is there
 * every other hour 1. Process ids and hashes are worth more by their nature, outside addresses a
 * little more, well-known accounts nothing. One that was seen with many different partners is worth
 * less, whatever the hours: it is shared. The time since the entity's last part takes bits away; an
 * attack that goes on to the next tactic adds some. One thread.
 */
final class Weights {
  private static final double PROCESS = 10;
  private static final double HASH = 8;
  private static final double OUTSIDE = 3;
  private static final double GOES_ON = 2;
  private static final double SAME_TACTIC = 1;
  private static final int FEW_PARTNERS = 4;

  /** Shared entities that the sentence names; the links have all of them. */
  private static final int MAX_WORDS = 3;

  private static final double HOUR = 3_600_000_000_000.0;

  private static final Set<String> WELL_KNOWN =
      Set.of(
          "root",
          "admin",
          "administrator",
          "system",
          "nt authority\\system",
          "local system",
          "localsystem",
          "local service",
          "network service",
          "anonymous logon",
          "guest",
          "nobody",
          "daemon",
          "www-data",
          "-",
          "unknown");

  private final Rarity rarity;
  private final double needed;

  /**
   * Weights over what is known of entities.
   *
   * @param needed what is needed to join, in bits
   */
  Weights(Rarity rarity, double needed) {
    this.rarity = rarity;
    this.needed = needed;
  }

  double needed() {
    return needed;
  }

  /** Remembers who took part in an alert. */
  void saw(Alert alert) {
    var seen = new HashSet<String>();
    for (Entity entity : alert.entities()) {
      if (entity.kind() != EntityKind.OTHER && seen.add(key(entity))) {
        rarity.saw(Rarity.hash(key(entity)), partner(alert, entity.kind()), alert.last());
      }
    }
  }

  /** The one other entity that tells whether this one is shared; 0 if there is none or several. */
  private static long partner(Alert alert, EntityKind kind) {
    EntityKind other =
        switch (kind) {
          case ADDRESS -> EntityKind.USER;
          case USER -> EntityKind.HOST;
          case HOST -> EntityKind.ADDRESS;
          case PROCESS, HASH, DOMAIN, OTHER -> EntityKind.OTHER;
        };
    if (other == EntityKind.OTHER) {
      return 0;
    }
    @Nullable String only = null;
    for (Entity entity : alert.entities()) {
      if (entity.kind() == other) {
        String key = key(entity);
        if (only != null && !only.equals(key)) {
          return 0;
        }
        only = key;
      }
    }
    return only == null ? 0 : Rarity.hash(only);
  }

  /** An entity by kind and value; case does not count. */
  static String key(Entity entity) {
    return entity.kind() + ":" + entity.value().toLowerCase(Locale.ROOT);
  }

  /** What ties the alert to the incident. */
  Bond bond(Alert alert, OpenIncident incident) {
    var links = new ArrayList<Link>();
    var seen = new HashSet<String>();
    double score = 0;
    long gap = Long.MAX_VALUE;
    for (Entity entity : alert.entities()) {
      String key = key(entity);
      Participant known = incident.participant(key);
      if (known != null && entity.kind() != EntityKind.OTHER && seen.add(key)) {
        Link link = link(entity, key);
        links.add(link);
        score += link.weight();
        gap = Math.min(gap, gap(alert, known));
      }
    }
    if (links.isEmpty()) {
      return new Bond(0, List.of(), "it shares nothing");
    }
    var words = new StringBuilder("it shares ").append(words(links));
    double time = tenths(StrictMath.log(1 + gap / HOUR) / StrictMath.log(2));
    if (time > 0) {
      words.append("; ").append(span(gap)).append(" apart (-").append(bits(time)).append(')');
    }
    Progress progress = progress(alert, incident);
    if (progress.weight > 0) {
      words.append("; ").append(progress.words);
      words.append(" (+").append(bits(progress.weight)).append(')');
    }
    score = tenths(score - time + progress.weight);
    words.append("; ").append(bits(score)).append(" of ").append(bits(needed)).append(" needed");
    return new Bond(score, List.copyOf(links), words.toString());
  }

  /** The heaviest few. */
  private static String words(List<Link> links) {
    List<Link> heaviest =
        links.stream()
            .sorted(Comparator.comparingDouble(Link::weight).reversed())
            .limit(MAX_WORDS)
            .toList();
    var words = new StringBuilder();
    for (Link link : heaviest) {
      words.append(words.isEmpty() ? "" : ", ");
      words.append(link.entity()).append(" (").append(bits(link.weight())).append(": ");
      words.append(link.why()).append(')');
    }
    if (links.size() > heaviest.size()) {
      words.append(" and ").append(links.size() - heaviest.size()).append(" more");
    }
    return words.toString();
  }

  private Link link(Entity entity, String key) {
    String value = entity.value().toLowerCase(Locale.ROOT);
    if (entity.kind() == EntityKind.USER && (WELL_KNOWN.contains(value) || value.endsWith("$"))) {
      return new Link(entity, 0, "an account that every host has");
    }
    long hash = Rarity.hash(key);
    int hours = rarity.hours(hash);
    int watched = rarity.watched();
    double seldom = StrictMath.log((watched + 1.0) / hours) / StrictMath.log(2);
    var why = new StringBuilder("in alerts of " + hours + " of " + watched + " h");
    double nature =
        switch (entity.kind()) {
          case PROCESS -> PROCESS;
          case HASH -> HASH;
          case ADDRESS -> isOutside(entity.value()) ? OUTSIDE : 0;
          case USER, HOST, DOMAIN, OTHER -> 0;
        };
    if (nature > 0) {
      why.append(", ").append(entity.kind() == EntityKind.ADDRESS ? "from outside" : "by nature");
    }
    int partners = rarity.partners(hash);
    double shared = 0;
    if (partners > FEW_PARTNERS) {
      shared = StrictMath.log((double) partners / FEW_PARTNERS) / StrictMath.log(2) * 2;
      why.append(", with about ").append(partners).append(" others");
    }
    return new Link(entity, tenths(Math.max(0, seldom + nature - shared)), why.toString());
  }

  /** Not of a private or local network (RFC 1918, RFC 4193, RFC 6598 and the like). */
  private static boolean isOutside(String text) {
    byte[] address = Address.parse(text);
    if (address == null) {
      return false;
    }
    boolean four = true;
    for (int i = 0; i < 10; i++) {
      four &= address[i] == 0;
    }
    four &= address[10] == -1 && address[11] == -1;
    int a = address[four ? 12 : 0] & 0xff;
    int b = address[four ? 13 : 1] & 0xff;
    if (!four) {
      return (a & 0xfe) != 0xfc && !(a == 0xfe && (b & 0xc0) == 0x80) && a != 0;
    }
    return !(a == 10
        || a == 127
        || a == 0
        || a == 172 && b >= 16 && b < 32
        || a == 192 && b == 168
        || a == 169 && b == 254
        || a == 100 && b >= 64 && b < 128);
  }

  /** Time between the alert and the entity's part in the incident; 0 where they overlap. */
  private static long gap(Alert alert, Participant known) {
    return Math.max(0, Math.max(alert.first() - known.last(), known.first() - alert.last()));
  }

  private static Progress progress(Alert alert, OpenIncident incident) {
    List<String> next = Tactics.of(alert.attack());
    List<String> before = incident.tactics();
    if (next.isEmpty() || before.isEmpty()) {
      return new Progress(0, "");
    }
    String furthest = before.getLast();
    String last = next.getLast();
    if (Tactics.order(last) > Tactics.order(furthest)) {
      return new Progress(
          GOES_ON, "from " + Tactics.name(furthest) + " on to " + Tactics.name(last));
    }
    return before.contains(last)
        ? new Progress(SAME_TACTIC, Tactics.name(last) + " again")
        : new Progress(0, "");
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static String bits(double value) {
    return value + " bits";
  }

  private static String span(long nanos) {
    long minutes = nanos / 60_000_000_000L;
    if (minutes < 1) {
      return nanos / 1_000_000_000L + " s";
    }
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h";
  }

  /**
   * What ties an alert to an incident.
   *
   * @param score in bits, rounded to tenths
   */
  record Bond(double score, List<Link> links, String reason) {}

  private record Progress(double weight, String words) {}
}
