package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Suppression;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.IncidentRow;
import org.marsad.rules.signal.Texts;

/**
 * What a site does not want to be told. The oldest that holds decides. One thread, but for {@link
 * #list} and {@link #count(String)}.
 */
final class Suppressions {
  static final int MAX = 10_000;
  private static final long KEPT = Nanos.of(Duration.ofDays(30));

  private final Schema schema = new Schema();
  private final RegexCompiler regexes;
  private final Map<String, Suppression> all = new LinkedHashMap<>();
  private final Map<String, Matcher> matchers = new HashMap<>();
  private final Map<String, Long> byRule = new ConcurrentHashMap<>();
  private volatile List<Suppression> list = List.of();

  Suppressions(RegexCompiler regexes) {
    this.regexes = regexes;
    IncidentRow.learn(schema);
  }

  /** All of them, the newest first; any thread. */
  List<Suppression> list() {
    return list;
  }

  /** What is wrong with one; empty if nothing is. */
  String problem(Suppression suppression, long now) {
    if (suppression.owner().isBlank() || suppression.reason().isBlank()) {
      return "a suppression needs an owner and a reason";
    }
    if (suppression.expires() <= now) {
      return "it is over already; expecting an expiry in the future";
    }
    if (suppression.rule().isEmpty() && suppression.query().isBlank()) {
      return "it would hold for every alert; name a rule or a query";
    }
    if (suppression.kind() == Suppression.Kind.FOLD
        && (suppression.fields().isEmpty() || suppression.window() <= 0)) {
      return "folding needs fields and a window";
    }
    if (all.size() >= MAX) {
      return "there are " + MAX + " suppressions already";
    }
    try {
      matcher(suppression);
      return "";
    } catch (QuerySyntaxException | IllegalArgumentException e) {
      return "its query cannot be used: " + e.getMessage();
    }
  }

  private @Nullable Matcher matcher(Suppression suppression) {
    return suppression.query().isBlank()
        ? null
        : Matcher.compile(
            QueryParser.parse(suppression.query(), Instant.EPOCH, ZoneOffset.UTC), schema, regexes);
  }

  /** One more; there must be no {@link #problem}. */
  void add(Suppression suppression) {
    all.put(suppression.id(), suppression);
    Matcher matcher = matcher(suppression);
    if (matcher != null) {
      matchers.put(suppression.id(), matcher);
    }
    publish();
  }

  /** Ends one; whether there was one that still held. */
  boolean end(String id, long now) {
    Suppression known = all.get(id);
    if (known == null || known.expires() <= now) {
      return false;
    }
    all.put(
        id,
        new Suppression(
            id,
            known.kind(),
            known.rule(),
            known.query(),
            known.fields(),
            known.window(),
            known.owner(),
            known.reason(),
            known.created(),
            now,
            known.alerts(),
            known.lastAlert()));
    publish();
    return true;
  }

  /** The one that holds for an alert, or null. */
  @Nullable Suppression holding(Alert alert, long now) {
    if (all.isEmpty()) {
      return null;
    }
    @Nullable EventBatch row = null;
    for (Suppression each : all.values()) {
      boolean ruled = each.rule().isEmpty() || each.rule().equals(alert.ruleId());
      if (ruled && each.created() <= now && now < each.expires()) {
        Matcher matcher = matchers.get(each.id());
        if (matcher != null && row == null) {
          row = IncidentRow.of(alert, schema);
        }
        if (matcher == null || row != null && matcher.matches(row, 0)) {
          return each;
        }
      }
    }
    return null;
  }

  /** One more alert was suppressed. */
  void count(Suppression suppression, Alert alert) {
    byRule.merge(alert.ruleId(), 1L, Long::sum);
    Suppression known = all.get(suppression.id());
    if (known != null) {
      all.put(known.id(), known.counted(alert.last()));
      publish();
    }
  }

  /** How many alerts of a rule were suppressed since the process began; any thread. */
  long count(String rule) {
    return byRule.getOrDefault(rule, 0L);
  }

  /** Forgets those that are over for long. */
  void forget(long now) {
    if (all.values().removeIf(each -> each.expires() + KEPT < now)) {
      matchers.keySet().retainAll(all.keySet());
      publish();
    }
  }

  private void publish() {
    list = List.copyOf(all.values()).reversed();
  }

  /** What the alerts that are one story under a suppression have in common. */
  static String story(Suppression suppression, Alert alert) {
    var story = new StringBuilder(suppression.kind().toString());
    story.append('/').append(suppression.id()).append('/').append(alert.ruleId());
    if (suppression.kind() == Suppression.Kind.EXCEPT) {
      return story.append('/').append(alert.key()).toString();
    }
    for (String field : suppression.fields()) {
      var values = new ArrayList<String>();
      for (Entity entity : alert.entities()) {
        if (entity.field().equals(field)) {
          values.add(entity.value());
        }
      }
      story.append('/').append(field).append('=').append(values);
    }
    return story.toString();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(all.size());
    for (Suppression each : all.values()) {
      Texts.write(out, each.id());
      Texts.write(out, each.kind().name());
      Texts.write(out, each.rule());
      Texts.write(out, each.query());
      out.writeInt(each.fields().size());
      for (String field : each.fields()) {
        Texts.write(out, field);
      }
      out.writeLong(each.window());
      Texts.write(out, each.owner());
      Texts.write(out, each.reason());
      out.writeLong(each.created());
      out.writeLong(each.expires());
      out.writeLong(each.alerts());
      out.writeLong(each.lastAlert());
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      String id = Texts.read(in);
      Suppression.Kind kind = Suppression.Kind.valueOf(Texts.read(in));
      String rule = Texts.read(in);
      String query = Texts.read(in);
      var fields = new ArrayList<String>();
      for (int more = in.readInt(); more > 0; more--) {
        fields.add(Texts.read(in));
      }
      add(
          new Suppression(
              id,
              kind,
              rule,
              query,
              fields,
              in.readLong(),
              Texts.read(in),
              Texts.read(in),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong()));
    }
  }
}
