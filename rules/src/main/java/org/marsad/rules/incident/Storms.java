package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Grounds;

/**
 * Guards against a rule that raises a flood of alerts, each by itself: past a number of new ones in
 * a minute of event time, further ones of the same rule are one story until the hour is over. Every
 * one of them is counted, and the alert that tells of them carries the tag {@link #TAG}. One
 * thread.
 */
final class Storms {
  static final String TAG = "storm";

  private static final long MINUTE = 60_000_000_000L;
  private static final long HOUR = 60 * MINUTE;

  private final int perMinute;
  private final Map<String, Rate> rates = new TreeMap<>();
  private long count;

  Storms(int perMinute) {
    this.perMinute = perMinute;
  }

  /** What becomes of a new alert in a flood; null where there is none. */
  @Nullable Verdict next(Alert alert) {
    Rate rate = rates.computeIfAbsent(alert.ruleId(), _ -> new Rate());
    long minute = Math.floorDiv(alert.last(), MINUTE);
    long hour = Math.floorDiv(alert.last(), HOUR);
    if (minute > rate.minute) {
      rate.minute = minute;
      rate.inMinute = 0;
    }
    rate.inMinute++;
    if (rate.inMinute > perMinute) {
      rate.stormHour = Math.max(rate.stormHour, hour);
    }
    if (rate.stormHour < hour) {
      return null;
    }
    count++;
    return new Verdict(
        told(alert, "storm/" + alert.ruleId() + "/" + alert.ruleVersion() + "/" + hour));
  }

  private static Alert told(Alert alert, String story) {
    var tags = new TreeSet<>(alert.tags());
    tags.add(TAG);
    String reason =
        "many more alerts of this rule within the hour are counted here, because it raised a flood"
            + " of them; the first: "
            + alert.reason();
    return alert
        .inStory(story)
        .with(alert.work().withTags(List.copyOf(tags)))
        .with(new Grounds(reason, alert.matched()));
  }

  /** Alerts that were folded so. */
  long count() {
    return count;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(rates.size());
    for (Map.Entry<String, Rate> each : rates.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue().minute);
      out.writeLong(each.getValue().inMinute);
      out.writeLong(each.getValue().stormHour);
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      String rule = in.readUTF();
      var rate = new Rate();
      rate.minute = in.readLong();
      rate.inMinute = in.readLong();
      rate.stormHour = in.readLong();
      rates.put(rule, rate);
    }
  }

  /** The alert as it is to be told. */
  record Verdict(Alert alert) {}

  private static final class Rate {
    long minute = Long.MIN_VALUE;
    long inMinute;
    long stormHour = Long.MIN_VALUE;
  }
}
