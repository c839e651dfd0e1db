package org.marsad.query.route;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Matched;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.RuleCount;

/** An incident as a report in Markdown that needs nothing beside it. Stateless. */
final class IncidentReport {
  private static final int MAX_ENTITIES = 100;

  private final StringBuilder out = new StringBuilder();

  private IncidentReport() {}

  static String markdown(Incident incident, List<Alert> alerts, long total, String exported) {
    var report = new IncidentReport();
    report.head(incident, exported);
    report.entities(incident);
    report.rules(incident);
    report.alerts(alerts, total);
    report.work(incident);
    return report.out.toString();
  }

  private void head(Incident incident, String exported) {
    out.append("# ").append(Plain.markdown(incident.title())).append("\n\n");
    row("Incident", incident.id() + ", revision " + incident.revision());
    row("Severity", incident.level() + " (" + incident.levelReason() + ")");
    row("Risk", Long.toString(incident.risk()));
    row("Status", incident.status() + ", " + incident.classification());
    row("Assignee", incident.assignee());
    row("Tags", String.join(", ", incident.tags()));
    row("From", Nanos.format(incident.first()));
    row("To", Nanos.format(incident.last()));
    row("Raised", Nanos.format(incident.raised()));
    row("ATT&CK", String.join(", ", incident.attack()));
    row("Tactics", String.join(", ", incident.tactics()));
    row("Exported", exported);
  }

  private void row(String name, String value) {
    if (!value.isEmpty()) {
      out.append("- **").append(Plain.markdown(name)).append(":** ");
      out.append(Plain.markdown(value)).append('\n');
    }
  }

  private void entities(Incident incident) {
    out.append("\n## Who took part\n\n| what | value | role | alerts | first | last |\n");
    out.append("| --- | --- | --- | --- | --- | --- |\n");
    List<Participant> shown =
        incident.entities().subList(0, Math.min(MAX_ENTITIES, incident.entities().size()));
    for (Participant each : shown) {
      Entity entity = each.entity();
      cell(entity.field());
      cell(entity.value());
      cell(entity.role());
      cell(Long.toString(each.alerts()));
      cell(Nanos.format(each.first()));
      cell(Nanos.format(each.last()));
      out.append("|\n");
    }
    if (incident.entityTotal() > shown.size()) {
      out.append("\nand ").append(incident.entityTotal() - shown.size()).append(" more\n");
    }
  }

  private void cell(String text) {
    out.append("| ").append(Plain.markdown(text)).append(' ');
  }

  private void rules(Incident incident) {
    out.append("\n## Rules\n\n");
    for (RuleCount rule : incident.rules()) {
      row(
          rule.title(),
          rule.level() + ", " + rule.alerts() + " alerts, " + String.join(" ", rule.attack()));
    }
  }

  private void alerts(List<Alert> alerts, long total) {
    out.append("\n## Timeline\n");
    for (Alert alert : alerts) {
      out.append("\n### ").append(Plain.markdown(Nanos.format(alert.first()))).append(' ');
      out.append(Plain.markdown(alert.title())).append("\n\n");
      row("Alert", alert.id());
      row("Rule", alert.ruleId() + ", version " + alert.ruleVersion() + by(alert));
      row("Severity", alert.level().toString());
      row("Why it held", alert.reason());
      for (Matched each : alert.matched()) {
        row(
            "Held",
            each.selection() + " " + each.field() + " " + each.test() + ": " + each.value());
      }
      if (!alert.placements().isEmpty()) {
        row("Why it is here", alert.placements().getLast().reason());
      }
      row("Times", Long.toString(alert.repeats()));
      evidence(alert);
    }
    if (total > alerts.size()) {
      out.append("\nand ").append(total - alerts.size()).append(" more alerts\n");
    }
  }

  private static String by(Alert alert) {
    return alert.rule().author().isEmpty() ? "" : ", by " + alert.rule().author();
  }

  private void evidence(Alert alert) {
    var lines = new ArrayList<String>();
    for (Evidence each : alert.evidence()) {
      lines.add(
          each.event() + "  " + Nanos.format(each.timestamp()) + "  " + Plain.line(each.line()));
    }
    String fence = Plain.fence(lines);
    out.append('\n').append(fence).append("text\n");
    lines.forEach(line -> out.append(line).append('\n'));
    out.append(fence).append('\n');
    if (alert.evidenceTotal() > lines.size()) {
      out.append("\nand ").append(alert.evidenceTotal() - lines.size()).append(" more events\n");
    }
  }

  private void work(Incident incident) {
    out.append("\n## Work\n\n");
    for (Comment comment : incident.comments()) {
      row(Nanos.format(comment.at()) + " " + comment.by(), comment.text());
    }
    for (Change change : incident.history()) {
      var words = new StringJoiner(" ");
      words.add(change.what());
      if (!change.from().isEmpty()) {
        words.add("from " + change.from());
      }
      if (!change.to().isEmpty()) {
        words.add("to " + change.to());
      }
      row(
          Nanos.format(change.at()) + " " + change.by(),
          words + (change.why().isEmpty() ? "" : "; " + change.why()));
    }
  }
}
