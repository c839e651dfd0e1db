package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.rule.ReplayReport;
import org.marsad.model.rule.ReplayReport.Compared;
import org.marsad.model.rule.ReplayReport.ReplayAlert;
import org.marsad.model.rule.ReplayReport.ReplayIncident;
import org.marsad.model.rule.ReplayReport.RuleNoise;

/** Replays as JSON. */
public final class ReplayJson {
  private static final JsonMapper JSON = new JsonMapper();

  private ReplayJson() {}

  /** All of them, without what they found. */
  static String list(List<ReplayReport> reports) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode all = body.putArray("replays");
    reports.forEach(report -> head(report, all.addObject()));
    return body.toString();
  }

  /** One, with its first alerts. */
  public static String whole(ReplayReport report, int most) {
    ObjectNode body = JSON.createObjectNode();
    head(report, body);
    ArrayNode rules = body.putArray("rules");
    report.rules().forEach(rule -> noise(rule, report.days(), rules.addObject()));
    ArrayNode incidents = body.putArray("incidents");
    report.incidents().forEach(incident -> incident(incident, incidents.addObject()));
    ArrayNode alerts = body.putArray("alerts");
    report.alerts().stream().limit(most).forEach(alert -> alert(alert, alerts.addObject()));
    return body.toString();
  }

  private static void head(ReplayReport report, ObjectNode into) {
    into.put("id", report.id());
    into.put("subject", report.request().subject());
    into.put("query", report.request().query().toString());
    into.put("earliest", Nanos.format(report.request().earliest()));
    into.put("latest", Nanos.format(report.request().latest()));
    into.put("state", report.state().name().toLowerCase(Locale.ROOT));
    if (!report.problem().isEmpty()) {
      into.put("problem", report.problem());
    }
    into.put("events", report.events());
    into.put("events_total", report.total());
    into.put("progress", report.total() == 0 ? 0 : (double) report.events() / report.total());
    into.put("took_ms", report.nanos() / 1_000_000);
    into.put("events_per_second", Math.round(report.rate()));
    into.put("times_live_speed", Math.round(report.speed()));
    into.put("findings", report.findings());
    into.put("alerts_total", report.alertTotal());
    into.put("alerts_per_day", report.alertTotal() / report.days());
    into.put("incidents_total", report.incidentTotal());
    compared(report.compared(), into);
    ArrayNode notes = into.putArray("notes");
    report.notes().forEach(notes::add);
  }

  private static void compared(@Nullable Compared compared, ObjectNode into) {
    if (compared != null) {
      into.putObject("compared")
          .put("same", compared.same())
          .put("new", compared.added())
          .put("gone", compared.gone());
    }
  }

  private static void noise(RuleNoise rule, double days, ObjectNode into) {
    into.put("rule", rule.rule());
    into.put("title", rule.title());
    into.put("level", rule.level().toString());
    into.put("alerts", rule.alerts());
    into.put("alerts_per_day", rule.alerts() / days);
    compared(rule.compared(), into);
  }

  private static void incident(ReplayIncident incident, ObjectNode into) {
    into.put("id", incident.id());
    into.put("title", incident.title());
    into.put("severity", incident.level().toString());
    into.put("alerts", incident.alerts());
    into.put("first", Nanos.format(incident.first()));
    into.put("last", Nanos.format(incident.last()));
  }

  private static void alert(ReplayAlert alert, ObjectNode into) {
    into.put("id", alert.id());
    into.put("rule", alert.rule());
    into.put("title", alert.title());
    into.put("level", alert.level().toString());
    ArrayNode key = into.putArray("key");
    alert.key().forEach(key::add);
    into.put("first", Nanos.format(alert.first()));
    into.put("last", Nanos.format(alert.last()));
    into.put("first_event", alert.firstEvent());
    into.put("last_event", alert.lastEvent());
    into.put("evidence", alert.evidence());
    into.put("reason", alert.reason());
    into.put("incident", alert.incident());
    if (alert.wasRaised() != null) {
      into.put("was_raised", alert.wasRaised());
    }
  }
}
