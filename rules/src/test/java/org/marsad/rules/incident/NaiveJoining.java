package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.EntityKind;
import org.marsad.model.incident.Level;
import org.marsad.rules.pack.Tactics;

/**
 * Joins alerts the plain way, from all alerts there were, with exact counts: what the assembler
 * must agree with. For alerts that are no stories, of open incidents.
 */
final class NaiveJoining {
  private static final long HOUR = 3600L * Alarm.SECOND;

  private final long horizon;
  private final double needed;
  private final List<List<Alert>> incidents = new ArrayList<>();
  private final List<Alert> loose = new ArrayList<>();
  private final Map<String, Set<Long>> hours = new HashMap<>();
  private final Map<String, Set<Long>> partners = new HashMap<>();
  private long firstHour = Long.MAX_VALUE;
  private long lastHour = Long.MIN_VALUE;

  NaiveJoining(long horizon, double needed) {
    this.horizon = horizon;
    this.needed = needed;
  }

  /** By alert the first alert of its incident; empty for those that belong to none. */
  Map<String, String> homes() {
    var homes = new TreeMap<String, String>();
    loose.forEach(alert -> homes.put(alert.id(), ""));
    for (List<Alert> members : incidents) {
      members.forEach(alert -> homes.put(alert.id(), members.getFirst().id()));
    }
    return homes;
  }

  void take(Alert alert) {
    saw(alert);
    List<Alert> best = null;
    double most = 0;
    for (List<Alert> members : incidents) {
      double score = isNear(alert, members) ? score(alert, members) : 0;
      if (score >= needed
          && (best == null || score > most || score == most && older(members, best))) {
        best = members;
        most = score;
      }
    }
    if (best == null && alert.level().compareTo(Level.MEDIUM) < 0) {
      loose.add(alert);
      return;
    }
    if (best == null) {
      best = new ArrayList<>();
      incidents.add(best);
    }
    best.add(alert);
    List<Alert> home = best;
    var mild = new ArrayList<>(loose);
    mild.sort(Comparator.comparingLong(Alert::last).thenComparing(Alert::id).reversed());
    for (Alert each : mild) {
      boolean near =
          each.last() >= alert.first() - horizon && each.first() <= alert.last() + horizon;
      if (near && sharesAny(each, alert) && score(each, home) >= needed) {
        home.add(each);
        loose.remove(each);
      }
    }
  }

  private static boolean older(List<Alert> one, List<Alert> other) {
    int byAge = Long.compare(one.getFirst().raised(), other.getFirst().raised());
    String a = Ids.of("incident", one.getFirst().id());
    String b = Ids.of("incident", other.getFirst().id());
    return byAge != 0 ? byAge < 0 : a.compareTo(b) < 0;
  }

  private static boolean sharesAny(Alert one, Alert other) {
    var keys = new HashSet<String>();
    one.entities().forEach(entity -> keys.add(key(entity)));
    return other.entities().stream().anyMatch(entity -> keys.contains(key(entity)));
  }

  private boolean isNear(Alert alert, List<Alert> members) {
    long first = members.stream().mapToLong(Alert::first).min().orElseThrow();
    long last = members.stream().mapToLong(Alert::last).max().orElseThrow();
    return last >= alert.first() - horizon && first <= alert.last() + horizon;
  }

  private void saw(Alert alert) {
    long hour = Math.floorDiv(alert.last(), HOUR);
    firstHour = Math.min(firstHour, hour);
    lastHour = Math.max(lastHour, hour);
    for (Entity entity : alert.entities()) {
      hours.computeIfAbsent(key(entity), _ -> new HashSet<>()).add(hour);
      EntityKind other =
          switch (entity.kind()) {
            case ADDRESS -> EntityKind.USER;
            case USER -> EntityKind.HOST;
            case HOST -> EntityKind.ADDRESS;
            case PROCESS, HASH, DOMAIN, OTHER -> EntityKind.OTHER;
          };
      Set<String> others = new HashSet<>();
      for (Entity each : alert.entities()) {
        if (each.kind() == other && other != EntityKind.OTHER) {
          others.add(key(each));
        }
      }
      if (others.size() == 1) {
        long bit = Rarity.mix(Rarity.hash(others.iterator().next())) & 63;
        partners.computeIfAbsent(key(entity), _ -> new HashSet<>()).add(bit);
      }
    }
  }

  private double score(Alert alert, List<Alert> members) {
    double score = 0;
    long gap = Long.MAX_VALUE;
    for (String key : keys(alert)) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (Alert member : members) {
        if (keys(member).contains(key)) {
          first = Math.min(first, member.first());
          last = Math.max(last, member.last());
        }
      }
      if (first != Long.MAX_VALUE) {
        score += weight(key);
        gap = Math.min(gap, Math.max(0, Math.max(alert.first() - last, first - alert.last())));
      }
    }
    if (gap == Long.MAX_VALUE) {
      return 0;
    }
    return tenths(score - tenths(log2(1 + gap / (double) HOUR)) + progress(alert, members));
  }

  private double weight(String key) {
    String value = key.substring(key.indexOf(':') + 1);
    if (key.startsWith("user:") && value.equals("root")) {
      return 0;
    }
    long watched = Math.max(24, lastHour - firstHour + 1);
    double bits = log2((watched + 1.0) / hours.getOrDefault(key, Set.of(0L)).size());
    if (key.startsWith("hash:")) {
      bits += 8;
    } else if (key.startsWith("process:")) {
      bits += 10;
    } else if (key.startsWith("address:203.0.113.")) {
      bits += 3;
    }
    int set = partners.getOrDefault(key, Set.of()).size();
    long about = Math.round(-64 * StrictMath.log((set == 64 ? 0.5 : 64 - set) / 64));
    if (about > 4) {
      bits -= 2 * log2(about / 4.0);
    }
    return tenths(Math.max(0, bits));
  }

  private static double progress(Alert alert, List<Alert> members) {
    var ids = new LinkedHashSet<String>();
    members.forEach(member -> ids.addAll(member.attack()));
    List<String> before = Tactics.of(ids);
    List<String> next = Tactics.of(alert.attack());
    if (before.isEmpty() || next.isEmpty()) {
      return 0;
    }
    @Nullable String last = next.getLast();
    if (Tactics.order(last) > Tactics.order(before.getLast())) {
      return 2;
    }
    return before.contains(last) ? 1 : 0;
  }

  private static Set<String> keys(Alert alert) {
    var keys = new LinkedHashSet<String>();
    alert.entities().forEach(entity -> keys.add(key(entity)));
    return keys;
  }

  private static String key(Entity entity) {
    return entity.kind().toString() + ":" + entity.value().toLowerCase(Locale.ROOT);
  }

  private static double log2(double value) {
    return StrictMath.log(value) / StrictMath.log(2);
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
