package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Fields;
import org.marsad.model.pipe.Neighbours;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Query;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/**
 * {@code GET /api/v1/events/{id}}: an event; {@code GET /api/v1/events/{id}/surrounding}: those
 * around it, {@code by} its source, its host or another field, the newest first.
 */
final class EventsRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("fields");
  private static final Set<String> AROUND = Set.of("before", "after", "by", "fields");
  private static final int DEFAULT = 10;
  private static final int MOST = 1_000;

  private final Asking asking;
  private final boolean surrounding;
  private final JsonFactory json = new JsonFactory();

  /**
   * One of the two.
   *
   * @param surrounding whether the events around are asked for as well
   */
  EventsRoute(Asking asking, boolean surrounding) {
    this.asking = asking;
    this.surrounding = surrounding;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    Parameters parameters = Parameters.ofUrl(context, surrounding ? AROUND : NAMES);
    return Blocking.answer(
        context, () -> surrounding ? around(id, parameters) : one(id, parameters));
  }

  private HttpResponse one(String id, Parameters parameters) throws IOException {
    Event event = find(id);
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      write(event, new EventJson(new HashSet<>(parameters.list("fields"))), out);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private Event find(String id) throws IOException {
    try {
      Query query = new Query.Term(Fields.ID.name(), EventId.parse(id).toString(), true);
      SearchResult found = asking.store().search(SearchRequest.of(query, 1));
      if (found.hits().size() > 0) {
        return found.hits().event(0);
      }
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(String.valueOf(e.getMessage()));
    }
    throw new ProblemException(
        Problem.of(
            404,
            "no-such-event",
            "There is no such event",
            "no event has the id \"" + id + "\"; it may be too old, or not visible yet"));
  }

  private HttpResponse around(String id, Parameters parameters) throws IOException {
    int before = parameters.number("before", DEFAULT, 0, MOST);
    int after = parameters.number("after", DEFAULT, 0, MOST);
    String by = by(parameters.text("by"));
    Event event = find(id);
    Query like = Neighbourhood.like(event, by);
    if (like == null) {
      throw Parameters.bad("the event has no field \"" + by + "\"");
    }
    // One more on each side tells whether there are more.
    Neighbours around =
        asking.reach().neighbourhood().around(event, before + 1, after + 1, by, asking.patience());
    int earlier = Math.min(before, around.before().size());
    int later = Math.min(after, around.after().size());
    var bytes = new ByteArrayOutputStream();
    var events = new EventJson(new HashSet<>(parameters.list("fields")));
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("id", event.id().toString());
      out.writeStringField("query", like.toString());
      out.writeNumberField("after", later);
      out.writeNumberField("before", earlier);
      out.writeBooleanField("more_after", around.after().size() > after);
      out.writeBooleanField("more_before", around.before().size() > before);
      out.writeArrayFieldStart("events");
      for (Event each : around.after().subList(0, later).reversed()) {
        write(each, events, out);
      }
      write(event, events, out);
      for (Event each : around.before().subList(0, earlier)) {
        write(each, events, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static String by(String word) {
    return switch (word) {
      case "", "source" -> "";
      case "host" -> Fields.HOST_NAME.name();
      default -> word;
    };
  }

  private static void write(Event event, EventJson events, JsonGenerator out) throws IOException {
    events.write(event.batch(), event.row(), out);
  }
}
