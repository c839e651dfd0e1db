package org.marsad.model.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Event;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Env;
import org.marsad.model.expr.Value;
import org.marsad.model.lookup.LookupRules;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Neighbours;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.QueryRefusedException;

/** Commands that reach beyond the rows they are given. */
class ReachingCommandsTest {
  private final Schema schema = new Schema();

  private static Run run(Surroundings surroundings) {
    return new Run(
        new Env(Pipelines.NOW, ZoneOffset.UTC, new TestRegex()),
        Limits.defaults(),
        surroundings,
        () -> false);
  }

  /** A table of assets. */
  private static final class Tables implements Surroundings {
    @Override
    public @Nullable LookupTable table(String name) {
      return name.equals("assets")
          ? new LookupTable(
              name,
              List.of("ip", "owner", "site"),
              new ArrayList<>(
                  List.of(
                      new String[] {"192.0.2.1", "alice", "a"},
                      new String[] {"192.0.2.2", "bob", ""})),
              LookupRules.DEFAULT)
          : null;
    }

    @Override
    public List<String> tables() {
      return List.of("assets");
    }
  }

  private static List<String> looked(String command, String... rows) {
    return Pipelines.rows(run(new Tables()), command, rows);
  }

  @Test
  void lookupAddsWhatTheTableSays() {
    assertEquals(
        List.of("ip=192.0.2.1 owner=alice site=a", "ip=192.0.2.9"),
        looked("lookup assets ip", "ip=192.0.2.1", "ip=192.0.2.9"));
    assertEquals(
        List.of("s=192.0.2.2 who=bob"),
        looked("lookup assets ip as s output owner as who", "s=192.0.2.2"));
    assertEquals(
        List.of("ip=192.0.2.1 owner=x site=a"),
        looked("lookup assets ip outputnew owner, site", "ip=192.0.2.1 owner=x"));
    assertEquals(
        List.of("ip=192.0.2.1 owner=alice"),
        looked("lookup assets ip output owner", "ip=192.0.2.1 owner=x"));
    assertEquals(
        List.of("ip=192.0.2.2 owner=bob"), looked("lookup join assets on ip", "ip=192.0.2.2"));
  }

  @Test
  void lookupNamesWhatThereIs() {
    var table = assertThrows(QueryRefusedException.class, () -> looked("lookup asset ip", "ip=1"));
    assertTrue(String.valueOf(table.getMessage()).contains("there are assets"));
    var column =
        assertThrows(QueryRefusedException.class, () -> looked("lookup assets addr", "ip=1"));
    assertTrue(String.valueOf(column.getMessage()).contains("it has ip, owner, site"));
  }

  @Test
  void incidentsAddWhatIsKnown() {
    var known =
        new Surroundings() {
          @Override
          public List<Map<String, Value>> incidents(Row row, List<String> fields) {
            Map<String, Value> first = new LinkedHashMap<>();
            first.put("incident.id", Value.of("i1"));
            Map<String, Value> second = new LinkedHashMap<>();
            second.put("incident.id", Value.of("i2"));
            return row.get("a").number() == 1 && fields.equals(List.of("a"))
                ? List.of(first, second)
                : List.of();
          }
        };
    assertEquals(
        List.of("a=1 incident.id=i1; i2", "a=2"),
        Pipelines.rows(run(known), "incidents a", "a=1", "a=2"));
  }

  @Test
  void incidentsInBracketsAreRowsOfTheirOwn() {
    var desk =
        new Surroundings() {
          @Override
          public void incidents(Query query, Run run, Stage into) {
            assertEquals("incident.status:new", query.toString());
            into.row(Pipelines.row("incident.severity=high"));
            into.row(Pipelines.row("incident.severity=low"));
          }
        };
    assertEquals(
        List.of("incident.severity=high count=1", "incident.severity=low count=1"),
        Pipelines.rows(
            run(desk),
            "incidents [incident.status:new | stats count by incident.severity]",
            "a=1",
            "a=2"));
  }

  @Test
  void contextShowsEachEventOnce() {
    List<Event> events = new ArrayList<>();
    for (int id = 0; id < 6; id++) {
      events.add(Samples.event(schema, id, "line " + id).event(0));
    }
    var around =
        new Surroundings() {
          @Override
          public Neighbours around(Event event, int before, int after, String by) {
            int at = (int) event.id().value();
            List<Event> earlier = events.subList(Math.max(0, at - before), at).reversed();
            return new Neighbours(
                earlier, events.subList(at + 1, Math.min(events.size(), at + 1 + after)));
          }
        };
    var out = new ArrayList<String>();
    Stage first =
        PipelineParser.parse("* | context before=1 after=1 by host")
            .open(
                new Stage() {
                  @Override
                  public boolean row(Row row) {
                    out.add(
                        row.get("_id").text()
                            + " "
                            + row.get("context").text()
                            + " "
                            + row.get("context.of").text());
                    return true;
                  }

                  @Override
                  public void end() {
                    out.add("end");
                  }
                },
                run(around));
    first.row(new Row(events.get(4)));
    first.row(new Row(events.get(3)));
    first.end();
    assertEquals(List.of("5 after 4", "4 hit 4", "3 before 4", "2 before 3", "end"), out);
  }
}
