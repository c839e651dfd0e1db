package org.marsad.index.shard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.index.IndexConfig;
import org.marsad.index.KeepClass;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Nanos;

/**
 * Which shards are to go, and why: those that are too old and, of a class, those that take more
 * than the room of the class; then the oldest while all take too much room, then the oldest while
 * the disk has too little left. The newest shard always stays, and that of a class until it is too
 * old. Decides from what it is told, and does nothing itself.
 */
final class Retention {
  private static final Comparator<Held> OLDEST_FIRST =
      Comparator.comparingLong(Held::end).thenComparing(Held::name);

  private final long keep;
  private final long keepFree;

  /** How long and in which room shards are kept, by their class. */
  private final Map<String, KeepClass> classes = new HashMap<>();

  private final KeepClass others;

  Retention(IndexConfig config) {
    keep = config.keep().bytes();
    keepFree = config.keepFree().bytes();
    config.keepClasses().forEach(each -> classes.put(each.name(), each));
    others = new KeepClass("others", config.keepFor(), new ByteSize(0));
  }

  /** Whether anything can ever be due. */
  boolean isOn() {
    return keep > 0
        || keepFree > 0
        || isOn(others)
        || classes.values().stream().anyMatch(Retention::isOn);
  }

  private static boolean isOn(KeepClass each) {
    return !each.keepFor().isZero() || each.keep().bytes() > 0;
  }

  /**
   * The shards that are to go, the oldest first.
   *
   * @param now in nanoseconds since 1970
   * @param free bytes that can still be written to the disk
   */
  List<Due> due(List<Held> all, long now, long free) {
    List<Held> byAge = all.stream().sorted(OLDEST_FIRST).toList();
    var due = new ArrayList<Due>();
    var byClass = new LinkedHashMap<String, List<Held>>();
    for (Held held : byAge) {
      byClass.computeIfAbsent(held.keepClass(), _ -> new ArrayList<>()).add(held);
    }
    byClass.forEach((name, shards) -> ofClass(name, shards, now, due));
    together(byAge, free, due);
    due.sort(Comparator.comparing(Due::shard, OLDEST_FIRST));
    return due;
  }

  /** What is to go by the bounds of its class. */
  private void ofClass(String name, List<Held> byAge, long now, List<Due> due) {
    KeepClass bounds = classes.getOrDefault(name, others);
    long keepFor = Nanos.of(bounds.keepFor());
    long most = bounds.keep().bytes();
    boolean labelled = classes.containsKey(name);
    long room = byAge.stream().mapToLong(Held::bytes).sum();
    for (int i = 0; i < byAge.size(); i++) {
      Held oldest = byAge.get(i);
      boolean newest = i == byAge.size() - 1;
      if (keepFor > 0 && now - oldest.end() > keepFor && (labelled || !newest)) {
        due.add(
            new Due(
                oldest,
                "it is older than "
                    + Duration.ofNanos(keepFor).toHours()
                    + " h"
                    + (labelled ? ", as long as " + name + " is kept" : "")));
      } else if (most > 0 && room > most && !newest) {
        due.add(
            new Due(
                oldest,
                "the shards of "
                    + name
                    + " take "
                    + mebibytes(room)
                    + ", of "
                    + mebibytes(most)
                    + " allowed"));
      } else {
        return;
      }
      room -= oldest.bytes();
    }
  }

  /** What is to go because all take too much. */
  private void together(List<Held> byAge, long free, List<Due> due) {
    var going = new ArrayList<Held>();
    due.forEach(each -> going.add(each.shard()));
    long gone = going.stream().mapToLong(Held::bytes).sum();
    long room = byAge.stream().mapToLong(Held::bytes).sum() - gone;
    long left = free + gone;
    List<Held> staying = byAge.stream().filter(held -> !going.contains(held)).toList();
    for (int i = 0; i < staying.size() - 1; i++) {
      Held oldest = staying.get(i);
      if (keep > 0 && room > keep) {
        due.add(
            new Due(
                oldest,
                "all shards take " + mebibytes(room) + ", of " + mebibytes(keep) + " allowed"));
      } else if (keepFree > 0 && left < keepFree) {
        due.add(
            new Due(
                oldest,
                "the disk has "
                    + mebibytes(left)
                    + " left, of "
                    + mebibytes(keepFree)
                    + " wanted"));
      } else {
        return;
      }
      room -= oldest.bytes();
      left += oldest.bytes();
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  /**
   * A shard.
   *
   * @param keepClass the class of its events
   * @param end when the time it covers ends
   */
  record Held(String name, String keepClass, long end, long bytes) {}

  /** A shard that is to go. */
  record Due(Held shard, String reason) {}
}
