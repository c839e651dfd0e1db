package org.marsad.query.route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Value;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.EntityKind;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.query.Query;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.IncidentRow;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.shelf.LookupTables;

/**
 * What the commands of searches reach besides events: tables, incidents, and the events around one.
 * Any thread may ask.
 */
final class Reach {
  /** Incidents that one row is given at most. */
  private static final int MAX_INCIDENTS = 10;

  private static final int PAGE = 500;

  private final LookupTables tables;
  private final IncidentStore incidents;
  private final Neighbourhood neighbourhood;
  private final Schema schema = new Schema();

  Reach(EventStore store, IncidentStore incidents, LookupTables tables) {
    this.tables = tables;
    this.incidents = incidents;
    this.neighbourhood = new Neighbourhood(store);
    IncidentRow.learn(schema);
  }

  LookupTables tables() {
    return tables;
  }

  Neighbourhood neighbourhood() {
    return neighbourhood;
  }

  /**
   * The fields of incidents that a row is evidence of or takes part in, the latest first.
   *
   * @param known answers of the same search before, by what was asked; grows
   */
  List<Map<String, Value>> incidents(
      Row row, List<String> fields, Map<String, List<Incident>> known) throws IOException {
    var found = new LinkedHashMap<String, Incident>();
    String id = row.get(Fields.ID.name()).text();
    if (!id.isEmpty()) {
      for (Incident incident : evidence(id)) {
        found.put(incident.id(), incident);
      }
    }
    Collection<String> names = fields.isEmpty() ? EntityKind.fields() : fields;
    for (String name : names) {
      for (Value value : row.get(name).list()) {
        for (Incident incident : touching(new Entity(name, value.text()), known)) {
          found.put(incident.id(), incident);
        }
      }
    }
    return found.values().stream()
        .sorted((a, b) -> Long.compare(b.last(), a.last()))
        .limit(MAX_INCIDENTS)
        .map(Reach::fields)
        .toList();
  }

  private List<Incident> evidence(String event) throws IOException {
    var search = IncidentSearch.newest(new Query.Term("alert.event.id", event, true), PAGE);
    Set<String> ids = new LinkedHashSet<>();
    for (Alert alert : incidents.alerts(search).items()) {
      if (!alert.incident().isEmpty()) {
        ids.add(alert.incident());
      }
    }
    var found = new ArrayList<Incident>();
    for (String id : ids) {
      incidents.incident(id).ifPresent(found::add);
    }
    return found;
  }

  private List<Incident> touching(Entity entity, Map<String, List<Incident>> known)
      throws IOException {
    if (entity.value().isEmpty()) {
      return List.of();
    }
    String key = entity.kind() + "=" + entity.value();
    List<Incident> before = known.get(key);
    if (before == null) {
      before = incidents.touching(List.of(entity), Long.MIN_VALUE, MAX_INCIDENTS);
      known.put(key, before);
    }
    return before;
  }

  private static Map<String, Value> fields(Incident incident) {
    var fields = new LinkedHashMap<String, Value>();
    fields.put("incident.id", Value.of(incident.id()));
    fields.put("incident.title", Value.of(incident.title()));
    fields.put("incident.severity", Value.of(incident.level().toString()));
    fields.put("incident.status", Value.of(incident.status().toString()));
    fields.put("incident.risk", Value.of(incident.risk()));
    if (!incident.assignee().isEmpty()) {
      fields.put("incident.assignee", Value.of(incident.assignee()));
    }
    fields.put(
        "incident.rule",
        Value.of(incident.rules().stream().map(RuleCount::id).map(Value::of).toList()));
    return fields;
  }

  /** Pushes incidents that match and whose last evidence is in the range of the run. */
  void incidents(Query query, Run run, Stage into) throws IOException {
    var clauses = new ArrayList<Query>();
    clauses.add(query);
    clauses.add(new Query.Not(new Query.Exists("incident.merged_into")));
    boolean bounded = run.earliest() != Long.MIN_VALUE || run.latest() != Long.MAX_VALUE;
    if (bounded && run.earliest() < run.latest()) {
      clauses.add(new Query.Time(run.earliest(), run.latest()));
    }
    IncidentSearch search = IncidentSearch.newest(new Query.And(clauses), PAGE);
    IncidentStore.Page<Incident> page;
    do {
      page = incidents.incidents(search);
      for (Incident incident : page.items()) {
        if (run.isStopped() || !into.row(row(incident))) {
          return;
        }
      }
      search = search.behind(page.next());
    } while (page.next() != null);
  }

  /** An incident as a row that is no event. */
  private Row row(Incident incident) {
    EventBatch batch = IncidentRow.of(incident, schema);
    var of = new Row(batch.event(0));
    var row = new Row();
    row.set(Row.TIME, new Value.Moment(incident.last()));
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = schema.field(batch.field(slice)).name();
      row.set(name, of.get(name));
    }
    return row;
  }
}
